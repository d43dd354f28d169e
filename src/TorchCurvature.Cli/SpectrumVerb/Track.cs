using TorchCurvature.Cli.Problems;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>What <c>--track</c> looks at during training.</summary>
internal static class Track
{
    /// <summary>The spectrum of the Hessian, and the size of its functional part, at one step.</summary>
    public static TrackedSpectrum At(long step, Problem problem, Sequential model, Dataset data, CancellationToken cancellation)
    {
        using Batches batches = data.Batches();
        var risk = problem.TrainingRisk(model, batches);
        RiskEvaluation value = risk.Evaluate();
        using ExactHessian hessian = ExactHessian.Compute(risk, cancellation: cancellation);
        double functional = FunctionalNorm(risk, hessian.Matrix, cancellation);
        double share = functional / hessian.Matrix.FrobeniusNorm();

        using DenseOperator matrix = hessian.ToOperator();
        var spectrum = new Spectrum(DenseEigensolver.Values(matrix));
        return new TrackedSpectrum(step, value.Loss, value.GradientNorm ?? double.NaN, spectrum, OutlierCounting.CountByEveryRule(spectrum), share);
    }

    private static double FunctionalNorm(EmpiricalRisk risk, Tensor hessian, CancellationToken cancellation)
    {
        using ExactHessian gaussNewton = ExactHessian.Compute(risk, CurvatureMatrices.GaussNewton, cancellation: cancellation);
        using Tensor functional = gaussNewton.Matrix.sub_(hessian);
        return functional.FrobeniusNorm();
    }
}
