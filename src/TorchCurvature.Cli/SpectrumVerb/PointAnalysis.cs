using System.Diagnostics;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>What was found at one point of the parameter space.</summary>
internal sealed record PointAnalysis(
    string Name, RiskEvaluation Train, RiskEvaluation Test, Spectrum Spectrum, IReadOnlyList<OutlierCount> Outliers,
    ExactHessianMethod Method,
    double Asymmetry, double HessianSeconds, double EigenvalueSeconds, EigenPairs? Pairs, SplitAnalysis? Split) : IDisposable
{
    /// <summary>What has to be known of how the matrix was computed; null where there is nothing.</summary>
    public string? Remark { get; init; }

    /// <summary>A bound, in the spectral norm, of the error that the matrix came with.</summary>
    public double InheritedError { get; init; }

    /// <summary>What <c>--noise</c> found.</summary>
    public NoiseAnalysis? Noise { get; init; }

    /// <summary>What <c>--theory</c> found.</summary>
    public TheoryAnalysis? Theory { get; init; }

    /// <summary>What <c>--per-layer</c> found.</summary>
    public IReadOnlyList<LayerAnalysis> Layers { get; init; } = [];

    public static PointAnalysis Compute(
        string name, Problem problem, Dataset train, Dataset test, CurvatureMatrix part, bool eigenvectors, bool split, bool noise,
        IReadOnlyList<string>? layers, IProgress<double> progress, Action beforeEigenvalues, CancellationToken cancellation)
    {
        using Batches trainBatches = train.Batches();
        using Batches testBatches = test.Batches();
        var risk = problem.TrainingRisk(trainBatches);
        RiskEvaluation trainValue = risk.Evaluate();
        RiskEvaluation testValue = problem.TestRisk(testBatches).Evaluate(withGradient: false);

        long start = Stopwatch.GetTimestamp();
        using ExactHessian hessian = ExactHessian.Compute(risk, part, progress: progress, cancellation: cancellation);
        double hessianSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        beforeEigenvalues();
        cancellation.ThrowIfCancellationRequested();
        start = Stopwatch.GetTimestamp();
        using DenseOperator matrix = hessian.ToOperator();
        EigenPairs? pairs = eigenvectors ? DenseEigensolver.Pairs(matrix) : null;
        Eigenvalues values = pairs is null ? DenseEigensolver.Values(matrix) : pairs.Eigenvalues;
        double eigenvalueSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        IReadOnlyList<LayerAnalysis> byLayer = layers is null
            ? []
            : LayerAnalysis.OfMatrix(matrix, LayerAnalysis.Select(problem.Model, layers), cancellation);
        var spectrum = new Spectrum(values);
        IReadOnlyList<OutlierCount> outliers = OutlierCounting.CountByEveryRule(spectrum);
        long rankOfOutputs = problem.Loss.OutputRank(train.ClassCount);
        long found = outliers.Single(o => o.Rule == OutlierRule.BulkEdge).Count;
        int topDimension = (int)Math.Clamp(found > 0 ? found : rankOfOutputs, 1, spectrum.Dimension);
        SplitAnalysis? parts = split ? SplitAnalysis.Compute(risk, matrix, topDimension, cancellation) : null;
        return new PointAnalysis(
            name, trainValue, testValue, spectrum, outliers, hessian.Method, hessian.Asymmetry, hessianSeconds, eigenvalueSeconds, pairs,
            parts)
        {
            Noise = noise ? NoiseAnalysis.Compute(risk, matrix, topDimension, cancellation) : null,
            Layers = byLayer,
            Remark = hessian.Remark,
            InheritedError = hessian.InheritedError,
        };
    }

    public void Dispose() => Pairs?.Dispose();
}
