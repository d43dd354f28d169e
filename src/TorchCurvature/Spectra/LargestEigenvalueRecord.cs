using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Spectra;

/// <summary>The largest eigenvalues of the Hessian at one step of a training run.</summary>
/// <param name="Step">Steps taken before this moment.</param>
/// <param name="Pairs">The eigenvalues in descending order, each with its residual norm and the interval that this implies.</param>
/// <param name="Products">Hessian-vector products that they took.</param>
/// <param name="Status">Why the search ended.</param>
/// <param name="IsConfirmed">Whether it was searched from a random start as well, and not from the eigenvectors of the look before alone.</param>
public sealed record LargestEigenvalueRecord(long Step, IReadOnlyList<RitzPair> Pairs, long Products, SolverStatus Status, bool IsConfirmed)
{
    /// <summary>λ max. Gradient descent with the step η is stable in a quadratic basin only below 2/η.</summary>
    public double Largest => Pairs.Count == 0 ? double.NaN : Pairs[0].Value;
}
