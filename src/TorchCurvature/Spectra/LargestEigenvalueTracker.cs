using System.Globalization;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Spectra;

/// <summary>
/// Follows the largest eigenvalues of a matrix that changes little from one look to the next: each search starts from the last
/// eigenvectors. The first look and, unless another number is given, every tenth after it end with a round from a random start, so that an
/// eigenvalue that has overtaken the others from another direction is seen: at the latest, nine looks late.
/// </summary>
/// <remarks>
/// A look costs some 3 to 6 products for each eigenvalue, and 7 to 13 with the random round. The residuals of looks without it are the
/// recurrence's own. Source of what is followed: Cohen, Kaur, Li, Kolter, Talwalkar 2021.
/// </remarks>
/// <param name="count">Eigenvalues to follow, at least 1.</param>
/// <param name="tolerance">Residual norm at which an eigenvalue is good enough, relative to max|λ|; the eigenvalue's own error is of the
/// order of its square over the gap.</param>
/// <param name="seed">Seed of the random starts; each step has its own.</param>
/// <param name="confirmEvery">Looks from one with a random round to the next; 1 for all, where looks are far apart.</param>
public sealed class LargestEigenvalueTracker(int count, double tolerance, long seed, int confirmEvery = 10) : IDisposable
{
    // Too few, and every restart forgets what sped it up; more than it takes would be filled for the last round only. Measured
    // at training of small networks.
    private const int WarmBlocks = 4;

    private Tensor? _vectors;
    private int _looks;

    /// <summary>Finds the largest eigenvalues, and keeps their vectors for the next look.</summary>
    /// <param name="step">The step of the training run.</param>
    /// <param name="hessian">The matrix at that step.</param>
    /// <param name="cancellation">Ends the search; the tracker stays as it was.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArgumentException">The matrix has another dimension than the one before, or the tolerance is finer
    /// than its precision.</exception>
    public LargestEigenvalueRecord Measure(long step, SymmetricOperator hessian, CancellationToken cancellation = default)
    {
        using ExtremalEigenPairs found = Find(step, hessian, cancellation);
        return new LargestEigenvalueRecord(step, found.Pairs, found.Products, found.Status, found.AreRanksConfirmed);
    }

    /// <summary>The same with the vectors, which the caller owns.</summary>
    internal ExtremalEigenPairs Find(long step, SymmetricOperator hessian, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(hessian);
        bool confirms = _vectors is null || _looks % confirmEvery == 0;
        var options = new LanczosOptions
        {
            Top = count,
            Bottom = 0,
            BlockSize = count,
            Tolerance = tolerance,
            BasisSize = _vectors is null || !confirms ? null : WarmBlocks * count,
            Confirms = confirms,
            Seed = SeedStream.Derive(seed, step.ToString(CultureInfo.InvariantCulture)),
        };
        ExtremalEigenPairs found = LanczosEigensolver.Solve(hessian, options, _vectors, cancellation: cancellation);
        if (found.Status == SolverStatus.Cancelled || cancellation.IsCancellationRequested)
        {
            found.Dispose();
            throw new OperationCanceledException(cancellation);
        }

        if (found.Status != SolverStatus.NotFinite)
        {
            _vectors?.Dispose();
            _vectors = found.Vectors.contiguous().DetachFromDisposeScope();
        }

        _looks++;
        return found;
    }

    /// <summary>Writes what the next look starts from.</summary>
    /// <param name="writer">Receives it.</param>
    internal void Write(BinaryWriter writer)
    {
        using DisposeScope scope = NewDisposeScope();
        writer.Write(_looks);
        writer.Write(_vectors is not null);
        _vectors?.cpu().Save(writer);
    }

    /// <summary>Goes on from what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">Gives it.</param>
    /// <param name="device">Where the matrices are.</param>
    internal void Read(BinaryReader reader, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        _vectors?.Dispose();
        _looks = reader.ReadInt32();
        _vectors = null;
        if (reader.ReadBoolean())
        {
            SavedTensors.CheckTensor(reader);
            _vectors = Tensor.Load(reader).to(device).DetachFromDisposeScope();
        }
    }

    /// <summary>Releases the vectors.</summary>
    public void Dispose() => _vectors?.Dispose();
}
