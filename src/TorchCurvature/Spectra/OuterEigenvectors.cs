using TorchCurvature.Eigensolvers;
using static TorchSharp.torch;

namespace TorchCurvature.Spectra;

/// <summary>
/// What comparisons need of all eigenpairs of a matrix: its spectrum and the few vectors at both ends, after which the others can go.
/// </summary>
internal sealed class OuterEigenvectors : IDisposable
{
    private OuterEigenvectors(Spectrum spectrum, Tensor top, Tensor largest, Tensor smallest) =>
        (Spectrum, Top, Largest, Smallest) = (spectrum, top, largest, smallest);

    /// <summary>All eigenvalues.</summary>
    public Spectrum Spectrum { get; }

    /// <summary>[P, k], those of the k largest eigenvalues.</summary>
    public Tensor Top { get; }

    /// <summary>[P, e], those of the e largest eigenvalues.</summary>
    public Tensor Largest { get; }

    /// <summary>[P, e], those of the e smallest ones, the smallest last.</summary>
    public Tensor Smallest { get; }

    /// <summary>Copies them out of all pairs, which stay the caller's.</summary>
    /// <param name="pairs">All pairs.</param>
    /// <param name="topDimension">k.</param>
    /// <param name="ends">e.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is not from 1 to P.</exception>
    public static OuterEigenvectors Of(EigenPairs pairs, int topDimension, int ends)
    {
        using IDisposable noGradient = no_grad();
        long dimension = pairs.Vectors.shape[1];
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(topDimension);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(topDimension, dimension);
        return new OuterEigenvectors(
            new Spectrum(pairs.Eigenvalues), Copy(0, topDimension), Copy(0, ends), Copy(dimension - ends, ends));

        Tensor Copy(long first, long count)
        {
            using Tensor part = pairs.Vectors.narrow(1, first, count);
            return part.clone().DetachFromDisposeScope();
        }
    }

    public void Dispose()
    {
        Top.Dispose();
        Largest.Dispose();
        Smallest.Dispose();
    }
}
