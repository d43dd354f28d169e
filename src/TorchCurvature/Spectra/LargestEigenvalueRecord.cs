using System.Text.Json.Serialization;
using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Spectra;

/// <summary>The largest eigenvalues of the Hessian at one step of a training run.</summary>
public sealed record LargestEigenvalueRecord
{
    [JsonConstructor]
    internal LargestEigenvalueRecord(long step, IReadOnlyList<RitzPair> pairs, long products, SolverStatus status, bool isConfirmed)
    {
        (Step, Pairs, Products, Status, IsConfirmed) = (step, pairs, products, status, isConfirmed);
    }

    /// <summary>Steps taken before this moment.</summary>
    public long Step { get; }

    /// <summary>The eigenvalues in descending order, each with its residual norm and the interval that this implies.</summary>
    public IReadOnlyList<RitzPair> Pairs { get; }

    /// <summary>Hessian-vector products that they took.</summary>
    public long Products { get; }

    /// <summary>Why the search ended.</summary>
    public SolverStatus Status { get; }

    /// <summary>Whether it was searched from a random start as well, and not from the eigenvectors of the look before alone.</summary>
    public bool IsConfirmed { get; }

    /// <summary>λ max. Gradient descent with the step η is stable in a quadratic basin only below 2/η.</summary>
    public double Largest => Pairs.Count == 0 ? double.NaN : Pairs[0].Value;
}
