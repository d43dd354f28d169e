using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Operators;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Networks;

/// <summary>
/// Trains a network in float32, and looks at its exact matrices in float64: the only place where the experiments do so.
/// </summary>
/// <param name="status">Receives what is going on, in a few words.</param>
/// <param name="cancellation">Gives up.</param>
internal sealed class Solver(Action<string> status, CancellationToken cancellation)
{
    private const int EvaluationBatch = 2000;

    /// <summary>Bytes that a matrix of a network and its eigenvalues take.</summary>
    /// <param name="parameters">P.</param>
    public static double RequiredBytes(long parameters) => Math.Max(
        ExactHessian.RequiredBytes(parameters, ScalarType.Float64),
        DenseEigensolver.RequiredBytes(parameters, ScalarType.Float64, vectors: false));

    /// <summary>Trains, and takes the spectrum of the Hessian at the end and, where asked for, at the beginning.</summary>
    public Solution Solve(ProblemSpec problem, bool withInitial)
    {
        using TrainTestSplit data = problem.Data();
        using Sequential model = problem.Network(data);
        Eigenvalues? initial = withInitial ? Look(model, data.Train, HessianEigenvalues) : null;
        TrainingResult training = Train(model, data.Train, problem.Training);
        (Eigenvalues final, RiskEvaluation train) = Look(model, data.Train, risk => (HessianEigenvalues(risk), risk.Evaluate()));
        RiskEvaluation unseen = Look(model, data.Test, risk => risk.Evaluate(withGradient: false));
        return new Solution(
            training.Steps,
            training.Reason,
            train.Loss,
            train.GradientNorm ?? double.NaN,
            train.Accuracy ?? double.NaN,
            unseen.Accuracy ?? double.NaN,
            final.ZeroRows,
            initial?.Values,
            final.Values,
            initial?.ZeroRows ?? 0,
            final.DType);
    }

    /// <summary>Trains, and looks at the risk over the training data at the end.</summary>
    public T TrainAndLook<T>(ProblemSpec problem, Func<EmpiricalRisk, T> look)
    {
        using TrainTestSplit data = problem.Data();
        using Sequential model = problem.Network(data);
        Train(model, data.Train, problem.Training);
        return Look(model, data.Train, look);
    }

    /// <summary>All eigenvalues of a matrix of the risk.</summary>
    public Eigenvalues EigenvaluesOf(EmpiricalRisk risk, CurvatureMatrix part)
    {
        using ExactHessian exact = ExactHessian.Compute(risk, part, cancellation: cancellation);
        using DenseOperator matrix = exact.ToOperator();
        status("eigenvalues");
        return DenseEigensolver.Values(matrix);
    }

    private Eigenvalues HessianEigenvalues(EmpiricalRisk risk)
    {
        status("Hessian");
        return EigenvaluesOf(risk, CurvatureMatrices.Hessian);
    }

    private TrainingResult Train(Sequential model, Dataset data, TrainingOptions options)
    {
        model.to(ScalarType.Float32);
        using Dataset single = data.To(ScalarType.Float32);
        var trainer = new Trainer(model, new CrossEntropy(), single, options);
        TrainingResult training = trainer.Run(new Steps(status), cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        return training;
    }

    private static T Look<T>(Sequential model, Dataset data, Func<EmpiricalRisk, T> look)
    {
        model.to(ScalarType.Float64);
        using Dataset exact = data.To(ScalarType.Float64);
        using var batches = new HeldBatches(exact, EvaluationBatch);
        return look(new EmpiricalRisk(model, new CrossEntropy(), batches.Items));
    }

    private sealed class Steps(Action<string> status) : IProgress<TrainingRecord>
    {
        public void Report(TrainingRecord value) =>
            status(string.Create(CultureInfo.InvariantCulture, $"step {value.Step:N0}, loss {value.Loss:0.0e+0}"));
    }
}
