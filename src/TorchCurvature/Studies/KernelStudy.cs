using System.Diagnostics;
using TorchCurvature.Curvature.Gram;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>The empirical neural tangent kernel of a network at one point, and its eigenvalues.</summary>
public static class KernelStudy
{
    /// <summary>Computes them.</summary>
    /// <param name="point">The point.</param>
    /// <param name="cancellation">Stops between tiles and rows.</param>
    /// <returns>The kernel, which the caller owns.</returns>
    /// <exception cref="InsufficientMemoryException">It does not fit in memory.</exception>
    /// <exception cref="NotFiniteNumberException">It has an infinite or undefined entry.</exception>
    public static KernelResult Compute(Point point, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(point);
        long start = Stopwatch.GetTimestamp();
        GramMatrix kernel = GramMatrix.Kernel(point.Risk, cancellation: cancellation);
        using DenseOperator whole = kernel.ToOperator();
        var spectrum = new Spectrum(DenseEigensolver.Values(whole));
        return new KernelResult(kernel, spectrum, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
