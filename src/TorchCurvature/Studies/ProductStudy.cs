using System.Diagnostics;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Studies;

/// <summary>
/// The spectrum of a curvature matrix of any size at one point, by products: its ends and, where that is asked for,
/// its density, trace and counts.
/// </summary>
public static class ProductStudy
{
    /// <summary>Looks at a matrix.</summary>
    /// <param name="name">The point's name.</param>
    /// <param name="matrix">The matrix.</param>
    /// <param name="train">The risk there, on the training data.</param>
    /// <param name="test">The same on the test data; null where there are none.</param>
    /// <param name="spec">How to look.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops between products; what was found is in the result.</param>
    /// <returns>The caller owns it.</returns>
    public static ProductResult Compute(
        string name, SymmetricOperator matrix, RiskEvaluation train, RiskEvaluation? test, SpectrumSpec spec,
        ProductProgress? progress = null, CancellationToken cancellation = default) =>
        Compute(name, matrix, train, test, spec, state: null, progress, cancellation);

    /// <summary>The same, going on from what an interrupted run kept, and keeping what this one finds.</summary>
    internal static ProductResult Compute(
        string name, SymmetricOperator matrix, RiskEvaluation train, RiskEvaluation? test, SpectrumSpec spec, SpectrumState? state,
        ProductProgress? progress, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        ExtremalEigenPairs pairs = FindPairs(name, matrix, spec, state, progress, cancellation);
        var ends = new ProductResult(name, train, test, matrix.Dimension, pairs)
        {
            PairSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            IsNotFinite = pairs.Status == SolverStatus.NotFinite,
        };
        if (spec.Method == SpectrumMethod.Lanczos || pairs.Pairs.Count == 0 || ends.IsNotFinite)
        {
            return ends;
        }

        start = Stopwatch.GetTimestamp();
        using var probes = new SharedProbes(
            matrix, pairs, spec.Quadrature, Thresholds.NearZero(pairs), d => WithEnds(d, matrix, pairs, spec.Matrix));
        SpectralDensity density = probes.Density(
            state?.FindDensity(name), soFar => state?.Save(name, soFar), progress?.Density, cancellation);
        if (density.Status == SolverStatus.NotFinite)
        {
            return ends with
            {
                Density = density.Probes.Count > 0 ? density : null,
                DensitySeconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
                IsNotFinite = true,
            };
        }

        SpectralMoments moments = probes.Moments(spec.Moments, cancellation);
        return ends with
        {
            Density = density,
            Accuracy = probes.Accuracy(density),
            Estimates = Estimates(matrix, pairs, density, moments),
            DensitySeconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            IsNotFinite = moments.Status == SolverStatus.NotFinite,
        };
    }

    /// <summary>Trace and Frobenius norm, and how many eigenvalues are near zero and negative.</summary>
    internal static IReadOnlyList<Estimate> Estimates(
        SymmetricOperator matrix, ExtremalEigenPairs pairs, SpectralDensity density, SpectralMoments moments) =>
    [
        moments.Trace,
        moments.FrobeniusNorm,
        density.CountNearZero(Thresholds.NearZero(pairs)),
        density.CountNegative(Thresholds.Rounding(matrix, pairs)),
    ];

    /// <summary>The density with what is known beforehand of the ends of its spectrum.</summary>
    internal static SpectralDensity WithEnds(
        SpectralDensity density, SymmetricOperator matrix, ExtremalEigenPairs pairs, CurvatureMatrix kind)
    {
        SpectralDensity within = density.Within(pairs);
        return kind.IsSemidefinite
            ? within with { LowerEnd = Math.Max(within.LowerEnd, -Thresholds.Rounding(matrix, pairs)) }
            : within;
    }

    private static ExtremalEigenPairs FindPairs(
        string name, SymmetricOperator matrix, SpectrumSpec spec, SpectrumState? state, ProductProgress? progress,
        CancellationToken cancellation)
    {
        using LanczosEigensolver search = state?.FindSearch(name, matrix) ?? new LanczosEigensolver(matrix, spec.Lanczos);
        while (!search.IsFinished)
        {
            LanczosProgress standing = search.Advance(cancellation);
            progress?.Pairs?.Report(standing);
            state?.Save(name, search);
        }

        return search.Complete(cancellation);
    }
}
