using System.Diagnostics;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Spectra;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>What products alone tell of one point of the parameter space.</summary>
internal sealed record KrylovAnalysis(
    string Name, RiskEvaluation Train, RiskEvaluation Test, long Dimension, ExtremalEigenPairs Pairs, double PairSeconds,
    SpectralDensity? Density, IReadOnlyList<Estimate> Estimates,
    double DensitySeconds) : IDisposable
{
    /// <summary>What <c>--per-layer</c> found so far.</summary>
    public List<LayerAnalysis> Layers { get; } = [];

    /// <summary>Whether a product held a number that is not finite, so that what is here is what was known before it.</summary>
    public bool IsNotFinite { get; init; }

    /// <summary>What products leave on either side of zero of an eigenvalue that is zero.</summary>
    public static double Rounding(SymmetricOperator matrix, ExtremalEigenPairs pairs) =>
        Math.Sqrt(WorkingPrecision.Of(matrix.DType).UnitRoundoff) * pairs.SpectralNorm;

    public static KrylovAnalysis Compute(
        string name, Problem problem, Dataset train, Dataset test, SpectrumOptions options, ResumableState state, KrylovProgress progress,
        CancellationToken cancellation)
    {
        using Batches trainBatches = Batches.ForProducts(train, options.CurvatureBatchSize);
        using Batches testBatches = Batches.ForProducts(test, options.CurvatureBatchSize);
        var risk = problem.TrainingRisk(trainBatches);
        RiskEvaluation trainValue = risk.Evaluate();
        RiskEvaluation testValue = problem.TestRisk(testBatches).Evaluate(withGradient: false);
        using SymmetricOperator matrix = options.Curvature.Operator(risk, options.KeptGraphs);
        return Of(name, matrix, trainValue, testValue, options, state, progress, cancellation);
    }

    /// <summary>The same of a given matrix.</summary>
    public static KrylovAnalysis Of(
        string name, SymmetricOperator matrix, RiskEvaluation train, RiskEvaluation test, SpectrumOptions options, ResumableState state,
            KrylovProgress progress, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        ExtremalEigenPairs pairs = FindPairs(name, matrix, options, state, progress, cancellation);
        double pairSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var analysis = new KrylovAnalysis(name, train, test, matrix.Dimension, pairs, pairSeconds, null, [],
            0)
        { IsNotFinite = pairs.Status == SolverStatus.NotFinite };
        if (options.Method == SpectrumMethod.Lanczos || pairs.Pairs.Count == 0 || analysis.IsNotFinite)
        {
            return analysis;
        }

        start = Stopwatch.GetTimestamp();
        SpectralDensity found = FindDensity(name, matrix, options, pairs, state, progress, cancellation);
        SpectralDensity density = WithEnds(found, matrix, pairs, options.Curvature);
        if (density.Status == SolverStatus.NotFinite)
        {
            return analysis with
            {
                Density = density.Probes.Count > 0 ? density : null,
                DensitySeconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
                IsNotFinite = true,
            };
        }

        SpectralMoments moments = SpectralMoments.Compute(matrix, options.Moments, pairs, cancellation: cancellation);
        double threshold = Summary.NearZeroShare * pairs.SpectralNorm;
        return analysis with
        {
            Density = density,
            Estimates =
            [
                moments.Trace,
                moments.FrobeniusNorm,
                density.CountNearZero(threshold),
                density.CountNegative(Rounding(matrix, pairs))
            ],
            DensitySeconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            IsNotFinite = moments.Status == SolverStatus.NotFinite,
        };
    }

    /// <summary>The density with what is known beforehand of the ends of its spectrum.</summary>
    public static SpectralDensity WithEnds(
        SpectralDensity density, SymmetricOperator matrix, ExtremalEigenPairs pairs, CurvatureMatrix part)
    {
        SpectralDensity within = density.Within(pairs);
        return part.IsSemidefinite
            ? within with { LowerEnd = Math.Max(within.LowerEnd, -Rounding(matrix, pairs)) }
            : within;
    }

    private static ExtremalEigenPairs FindPairs(
        string name, SymmetricOperator matrix, SpectrumOptions options, ResumableState state, KrylovProgress progress,
        CancellationToken cancellation)
    {
        using LanczosEigensolver search = state.FindSearch(name, matrix) ?? new LanczosEigensolver(matrix, options.Lanczos);
        while (!search.IsFinished)
        {
            progress.Pairs.Report(search.Advance(cancellation));
            state.Save(name, search);
        }

        return search.Complete(cancellation);
    }

    private static SpectralDensity FindDensity(
        string name, SymmetricOperator matrix, SpectrumOptions options, ExtremalEigenPairs pairs, ResumableState state,
        KrylovProgress progress, CancellationToken cancellation)
    {
        QuadratureOptions quadrature = options.Quadrature;
        long remaining = matrix.Dimension - pairs.Pairs.Count(p => p.IsConverged);
        int wanted = Math.Max(
            QuadratureOptions.FewestProbes,
            QuadratureOptions.ProbesFor(quadrature.WassersteinError, quadrature.FailureProbability, Math.Max(1, remaining)));
        SpectralDensity density = state.FindDensity(name)
            ?? StochasticLanczosQuadrature.Compute(
                matrix, quadrature with { Probes = Math.Min(wanted, quadrature.BlockSize) }, pairs, progress.Density, cancellation);
        return StochasticLanczosQuadrature.Refine(
            matrix,
            density,
            soFar =>
            {
                state.Save(name, soFar);
                return soFar.Probes.Count >= wanted;
            },
            quadrature, pairs, progress.Density, cancellation);
    }

    public void Dispose() => Pairs.Dispose();
}
