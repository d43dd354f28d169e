using System.Diagnostics;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>All eigenvalues of a curvature matrix at one point, and what else a whole matrix tells.</summary>
public static class ExactStudy
{
    /// <summary>Looks at a point.</summary>
    /// <param name="name">The point's name.</param>
    /// <param name="point">The point, which keeps vectors where the spec needs them; they go over to the result or are released, as its
    /// Gauss–Newton and Fisher matrices are after a split.</param>
    /// <param name="spec">What to look at.</param>
    /// <param name="layers">The blocks to look at one by one.</param>
    /// <param name="cancellation">Stops between the parts.</param>
    /// <returns>The caller owns it.</returns>
    /// <exception cref="NotFiniteNumberException">A matrix has an infinite or undefined entry.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="Settings.SettingException">What is asked for does not go together.</exception>
    public static ExactResult Compute(
        string name, Point point, SpectrumSpec spec, IReadOnlyList<ParameterBlock>? layers = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        PointMatrix matrix = point.Matrix(spec.Matrix, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        int topDimension = TopDimension(point, matrix);
        EigenPairs? pairs = spec.NeedsVectors ? matrix.TakePairs() : null;
        try
        {
            using OuterEigenvectors? outer = spec.Split || spec.Noise ? Outer(pairs!, matrix, topDimension) : null;
            if (!spec.Eigenvectors)
            {
                pairs?.Dispose();
                pairs = null;
            }

            IReadOnlyList<LayerSpectrum> byLayer = layers is null ? [] : LayerStudy.OfMatrix(matrix.Dense, layers, cancellation);
            SplitResult? split = spec.Split ? SplitStudy.Compute(point, matrix.Dense, outer!, cancellation) : null;
            long start = Stopwatch.GetTimestamp();
            GradientNoise? noise = spec.Noise ? NoiseStudy.Compute(point, matrix.Dense, outer!, cancellation) : null;
            double noiseSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            start = Stopwatch.GetTimestamp();
            IReadOnlyList<TheoryFit>? theory = spec.Theory ? TheoryStudy.Compute(point, spec.Matrix, split, cancellation) : null;
            return new ExactResult(name, point, matrix)
            {
                Pairs = pairs,
                Split = split,
                Noise = noise,
                NoiseSeconds = noiseSeconds,
                Theory = theory,
                TheorySeconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
                Layers = byLayer,
                Kernel = spec.Kernel ? KernelStudy.Compute(point, cancellation) : null,
            };
        }
        catch
        {
            pairs?.Dispose();
            throw;
        }
    }

    private static OuterEigenvectors Outer(EigenPairs pairs, PointMatrix matrix, int topDimension) =>
        OuterEigenvectors.Of(pairs, topDimension, HessianSplit.EndsOf(matrix.Dense.Dimension));

    // Outliers above the edge of the bulk; where there is none, as many as the outputs' curvature has directions.
    private static int TopDimension(Point point, PointMatrix matrix)
    {
        long rankOfOutputs = point.Risk.Loss.OutputRank(point.OutputCount);
        long found = matrix.Outliers.Single(o => o.Rule == OutlierRule.BulkEdge).Count ?? 0;
        return (int)Math.Clamp(found > 0 ? found : rankOfOutputs, 1, matrix.Spectrum.Dimension);
    }
}
