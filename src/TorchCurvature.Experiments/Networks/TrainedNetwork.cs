using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Operators;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Networks;

/// <summary>Trains a network in float32 with the cross-entropy loss, and takes the eigenvalues of its exact Hessian in float64.</summary>
internal static class TrainedNetwork
{
    /// <summary>Bytes that the Hessian and its eigenvalues take.</summary>
    public static double RequiredBytes(long parameters) =>
        Math.Max(ExactHessian.RequiredBytes(parameters, ScalarType.Float64), DenseEigensolver.RequiredBytes(parameters, ScalarType.Float64, vectors: false));

    /// <summary>Trains, and analyses the end and, where asked for, the beginning.</summary>
    public static Solution Solve(Sequential model, TrainTestSplit data, TrainingOptions options, bool withInitial, Action<string> status, CancellationToken cancellation)
    {
        double[]? initial = withInitial ? Eigenvalues(model, data.Train, status, cancellation).Values : null;
        TrainingResult training = Train(model, data, options, status, cancellation);
        (RiskEvaluation train, double[] final, long zeroRows) = Eigenvalues(model, data.Train, status, cancellation);
        RiskEvaluation unseen = Analyse(model, data.Test, risk => risk.Evaluate(withGradient: false));
        return new Solution(
            training.Steps, training.Reason, train.Loss, train.GradientNorm ?? double.NaN, train.Accuracy ?? double.NaN, unseen.Accuracy ?? double.NaN, zeroRows, initial, final);
    }

    /// <summary>Trains in float32.</summary>
    public static TrainingResult Train(Sequential model, TrainTestSplit data, TrainingOptions options, Action<string> status, CancellationToken cancellation)
    {
        model.to(ScalarType.Float32);
        using Dataset single = data.Train.To(ScalarType.Float32);
        TrainingResult training = new Trainer(model, new CrossEntropy(), single, options).Run(new TrainingStatus(status), cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        return training;
    }

    /// <summary>Looks at the risk over a data set in float64.</summary>
    public static T Analyse<T>(Sequential model, Dataset data, Func<EmpiricalRisk, T> compute)
    {
        model.to(ScalarType.Float64);
        using Dataset exact = data.To(ScalarType.Float64);
        using Batches batches = exact.Batches();
        return compute(new EmpiricalRisk(model, new CrossEntropy(), batches));
    }

    private static (RiskEvaluation Risk, double[] Values, long ZeroRows) Eigenvalues(Sequential model, Dataset data, Action<string> status, CancellationToken cancellation)
    {
        status("Hessian");
        return Analyse(model, data, risk =>
        {
            using ExactHessian hessian = ExactHessian.Compute(risk, cancellation: cancellation);
            using DenseOperator matrix = hessian.ToOperator();
            status("eigenvalues");
            Eigenvalues values = DenseEigensolver.Values(matrix);
            return (risk.Evaluate(), (double[])[.. values.Values], values.ZeroRows);
        });
    }

    private sealed class TrainingStatus(Action<string> status) : IProgress<TrainingRecord>
    {
        public void Report(TrainingRecord value) => status(string.Create(CultureInfo.InvariantCulture, $"step {value.Step:N0}, loss {value.Loss:0.0e+0}"));
    }
}
