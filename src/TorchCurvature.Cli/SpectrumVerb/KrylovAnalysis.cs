using System.Diagnostics;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>What products alone tell of one point of the parameter space.</summary>
internal sealed record KrylovAnalysis(
    string Name, RiskEvaluation Train, RiskEvaluation Test, long Dimension, ExtremalEigenPairs Pairs, double PairSeconds, SpectralDensity? Density, IReadOnlyList<Estimate> Estimates,
    double DensitySeconds) : IDisposable
{
    public static KrylovAnalysis Compute(string name, Problem problem, Dataset train, Dataset test, SpectrumOptions options, KrylovProgress progress, CancellationToken cancellation)
    {
        using var trainBatches = new BatchList(train.Batches(options.CurvatureBatchSize));
        using var testBatches = new BatchList(test.Batches(options.CurvatureBatchSize));
        var risk = new EmpiricalRisk(problem.Model, problem.Loss, trainBatches.Items);
        RiskEvaluation trainValue = risk.Evaluate();
        RiskEvaluation testValue = new EmpiricalRisk(problem.Model, problem.Loss, testBatches.Items).Evaluate(withGradient: false);
        using SymmetricOperator matrix = CurvatureOperator.Of(risk, options.Curvature);

        long start = Stopwatch.GetTimestamp();
        ExtremalEigenPairs pairs = LanczosEigensolver.Solve(matrix, options.Lanczos, progress: progress.Pairs, cancellation: cancellation);
        double pairSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var analysis = new KrylovAnalysis(name, trainValue, testValue, matrix.Dimension, pairs, pairSeconds, null, [], 0);
        if (options.Method == SpectrumMethod.Lanczos || pairs.Pairs.Count == 0)
        {
            return analysis;
        }

        start = Stopwatch.GetTimestamp();
        SpectralDensity density = StochasticLanczosQuadrature.Compute(matrix, options.Quadrature, pairs, progress.Density, cancellation);
        SpectralMoments moments = SpectralMoments.Compute(matrix, options.Moments, pairs, cancellation);
        double threshold = Summary.NearZeroShare * pairs.SpectralNorm;
        // Products in float32 leave rounding of this size on either side of zero.
        double rounding = Math.Sqrt(matrix.DType == TorchSharp.torch.ScalarType.Float64 ? Spectrum.DoubleRoundoff : Spectrum.SingleRoundoff) * pairs.SpectralNorm;
        return analysis with
        {
            Density = density,
            Estimates = [moments.Trace, moments.FrobeniusNorm, density.CountNearZero(threshold), density.CountNegative(rounding)],
            DensitySeconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
        };
    }

    public void Dispose() => Pairs.Dispose();
}
