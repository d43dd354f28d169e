using TorchCurvature.Curvature.Gram;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// The empirical neural tangent kernel JJᵀ at a point, with a row for every output of every example (term of the loss), not divided by
/// their number. Owns its matrix.
/// </summary>
public sealed class KernelResult : IDisposable
{
    // A larger one would fill the disk, and can be computed again.
    private const double LargestKept = 1L << 30;

    private readonly GramMatrix? _kept;

    internal KernelResult(GramMatrix kernel, Spectrum spectrum, double seconds)
    {
        (Spectrum, Trace, Method, Remark, Seconds) = (spectrum, kernel.Trace, kernel.Method, kernel.Remark, seconds);
        if (BytesOf(kernel.Size) <= LargestKept)
        {
            _kept = kernel;
        }
        else
        {
            kernel.Dispose();
        }
    }

    /// <summary>All its eigenvalues.</summary>
    public Spectrum Spectrum { get; }

    /// <summary>Its trace, the sum of all squared derivatives of outputs.</summary>
    public double Trace { get; }

    /// <summary>How it was computed.</summary>
    public GramMethod Method { get; }

    /// <summary>What has to be known of how it was computed; null where there is nothing.</summary>
    public string? Remark { get; }

    /// <summary>How long it took with its eigenvalues.</summary>
    public double Seconds { get; }

    /// <summary>
    /// The kernel [N·C, N·C] in float64, whose row n·C + c belongs to output c of example n; null where it is larger than 1 GiB. This
    /// object owns it.
    /// </summary>
    public Tensor? Matrix => _kept?.Matrix;

    /// <summary>Releases the matrix.</summary>
    public void Dispose() => _kept?.Dispose();

    /// <summary>Bytes of a kernel with so many rows that stay until the run has ended.</summary>
    internal static double KeptBytes(long size) => BytesOf(size) <= LargestKept ? BytesOf(size) : 0;

    private static double BytesOf(long size) => (double)size * size * ScalarType.Float64.ElementSize();
}
