using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Settings;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

/// <summary>The curvature at checkpoints, beside that of whole matrices in closed form.</summary>
public sealed class CheckpointTrackStudyTests : IAsyncLifetime
{
    // 13, 13, 13 and one more example make up a pass.
    private static readonly CheckpointTrackSpec s_spec = new()
    {
        Problem = new ProblemSpec
        {
            Data = new BlobsSpec { Classes = 4, Dimension = 6, Samples = 40 },
            Model = new MlpSpec { Hidden = [5], Activation = Activation.Tanh },
            WeightDecay = 0.01,
            Seed = 3,
        },
        ProductBatchSize = 13,
        Density = true,
        Quadrature = new QuadratureOptions { WassersteinError = 0.1, Probes = 24, BlockSize = 24 },
    };

    private Problem _problem = null!;
    private StoredCheckpoints _checkpoints = null!;

    public async ValueTask InitializeAsync()
    {
        _problem = await s_spec.Problem.LoadAsync();
        _checkpoints = AdamCheckpoints.Of(_problem);
    }

    public ValueTask DisposeAsync()
    {
        _checkpoints.Dispose();
        _problem.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void EigenvaluesTraceAndCountsAreThoseOfTheClosedForm()
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        CheckpointTrackResults results = Look();
        Assert.Equal(_checkpoints.Paths, results.Points.Select(p => p.Path));
        Assert.True(results.IsWhole);
        foreach (CheckpointCurvature point in results.Points)
        {
            using DenseOperator hessian = Exact(point.Path, out double loss, out double gradientNorm);
            double[] exact = [.. DenseEigensolver.Values(hessian).Values];
            Assert.Equal((loss, gradientNorm), (point.Risk.Loss, point.Risk.GradientNorm!.Value), Near(1e-13));
            AssertLargest(exact, point.Hessian!, point.Step!.Value);

            // Five standard errors: the seed is fixed, so that this holds always or never.
            Assert.Equal(exact.Sum(), point.Trace!.Value, 5 * point.Trace.StandardError);
            Assert.InRange(point.Trace.StandardError, 0, 0.05 * Math.Abs(point.Trace.Value));
            double nearZero = Thresholds.NearZeroShare * exact.Max(Math.Abs);
            Assert.InRange(exact.Count(e => Math.Abs(e) <= nearZero), point.NearZero!.Lower, point.NearZero.Upper);
            Assert.InRange(exact.Count(e => e < -1e-7), point.Negative!.Lower, point.Negative.Upper);
            Assert.Equal(exact.Length, point.Density!.Dimension);
        }

        // They are different networks, and what is said of each is its own.
        double[] largest = [.. results.Points.Select(p => p.Hessian!.Largest)];
        Assert.True(largest.Max() > 1.1 * largest.Min());
    }

    [Fact]
    public void PreconditionedEigenvaluesAreThoseOfTheDenseMatrix()
    {
        using DisposeScope scope = NewDisposeScope();
        CheckpointTrackResults results = Look(Cheap(AdamCheckpoints.Count));
        foreach (CheckpointCurvature point in results.Points)
        {
            using DenseOperator hessian = Exact(point.Path, out _, out _);
            double[] moments = _checkpoints.TrainingOf(point.Path)!.SecondMoments!.data<double>().ToArray();
            double correction = 1 - Math.Pow(AdamCheckpoints.Beta2, point.Step!.Value);
            double[] preconditioner = [.. moments.Select(v => Math.Sqrt(v / correction) + AdamCheckpoints.Epsilon)];
            using Tensor scales = tensor(preconditioner.Select(p => 1 / Math.Sqrt(p)).ToArray());
            using var scaled = new DenseOperator(hessian.Matrix * scales.outer(scales));
            double[] exact = [.. DenseEigensolver.Values(scaled).Values];
            AssertLargest(exact, point.Preconditioned!, point.Step!.Value);
            Assert.NotEqual(point.Hessian!.Largest, exact[0], 1.0);
            Assert.Null(point.WhyNotPreconditioned);
        }
    }

    [Fact]
    public void EveryThresholdIsThatOfItsOptimizer()
    {
        CheckpointCurvature ofAdam = Look(Cheap(1)).Points[0];
        Assert.Equal(2 / AdamCheckpoints.LearningRate, ofAdam.TwoOverLearningRate);
        Assert.Equal((2 + 1.6) / (0.2 * 0.02), ofAdam.StabilityThreshold!.Value, 1e-9);
        Assert.True(ofAdam.IsOfAdam);

        CheckpointCurvature ofDescent = Saying(new TrainingSnapshot { LearningRate = 0.5 }, Cheap(1));
        Assert.Equal((4, 4), (ofDescent.TwoOverLearningRate, ofDescent.StabilityThreshold));
        CheckpointCurvature ofMomentum = Saying(new TrainingSnapshot { LearningRate = 0.5, Momentum = 0.9 }, Cheap(1));
        Assert.Equal((4, 7.6), (ofMomentum.TwoOverLearningRate, ofMomentum.StabilityThreshold));
        Assert.Null(ofMomentum.Preconditioned);
        CheckpointCurvature given = Saying(new TrainingSnapshot { LearningRate = 0.5 }, Cheap(1) with { LearningRate = 0.1 });
        Assert.Equal(20, given.TwoOverLearningRate);
    }

    [Fact]
    public void WhatACheckpointDoesNotSayIsSaidOnce()
    {
        var heard = new HeardCheckpoints();
        Say(_ => null);
        CheckpointTrackResults results = Look(Cheap(3), heard);
        Assert.All(results.Points, p => Assert.Null(p.TwoOverLearningRate ?? p.StabilityThreshold));
        Assert.All(results.Points, p => Assert.Null(p.Step));
        string sentence = Assert.Single(heard.Sentences, s => s.Contains("learning rate", StringComparison.Ordinal));
        Assert.Contains("does not say its learning rate", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("step", "lacks the step"), InlineData("beta2", "lacks β₂"), InlineData("epsilon", "lacks ε")]
    [InlineData("zero", "is not positive and finite everywhere")]
    public void SecondMomentsAloneAreNoPreconditioner(string lacking, string reason)
    {
        Say(said => lacking switch
        {
            "step" => said with { Step = null },
            "beta2" => said with { Beta2 = null },
            "epsilon" => said with { Epsilon = null },
            _ => said with { Epsilon = 0, SecondMoments = zeros_like(said.SecondMoments!) },
        });
        CheckpointCurvature point = Look(Cheap(1)).Points[0];
        Assert.Null(point.Preconditioned);
        Assert.EndsWith(reason, point.WhyNotPreconditioned, StringComparison.Ordinal);
        Assert.NotNull(point.Hessian);
    }

    [Fact]
    public void TheOrderIsThatOfTheStepsWhereAllSayOneAndAsGivenOtherwise()
    {
        string[] asGiven = [AdamCheckpoints.PathAt(21), AdamCheckpoints.PathAt(7), AdamCheckpoints.PathAt(14)];
        CheckpointTrackSpec spec = Cheap(1) with { Checkpoints = asGiven };
        Assert.Equal([7, 14, 21], Look(spec).Points.Select(p => p.Step));
        _checkpoints.Say(asGiven[2], null);
        Assert.Equal(asGiven, Look(spec).Points.Select(p => p.Path));
    }

    [Fact]
    public void WarmStartsTakeFewerProductsThanColdOnes()
    {
        CheckpointTrackSpec spec = Cheap(AdamCheckpoints.Count) with { ConfirmEvery = 100, Preconditioned = false };
        long warm = Look(spec).Points.Skip(1).Sum(p => p.Products);
        long cold = spec.Checkpoints.Skip(1).Sum(path => Look(spec with { Checkpoints = [path] }).Products);
        TestContext.Current.TestOutputHelper?.WriteLine($"{warm} products warm, {cold} cold");
        Assert.InRange(warm, 1, 0.8 * cold);
    }

    [Fact]
    public void AStudyThatIsCancelledKeepsWholeCheckpoints()
    {
        using var live = new LiveTensors();
        using var source = new CancellationTokenSource();
        var heard = new HeardCheckpoints(soFar =>
        {
            if (soFar.Points.Count == 2)
            {
                source.Cancel();
            }
        });
        using var study = new CheckpointTrackStudy(_problem, Cheap(4), reader: _checkpoints);
        Assert.ThrowsAny<OperationCanceledException>(() => study.Run(heard, source.Token));
        Assert.Equal([7, 14], study.Results.Points.Select(p => p.Step));
        Assert.False(study.Results.IsWhole);
        Assert.Equal(study.Results.Points, heard.Found[^1].Points);
    }

    [Fact]
    public void ADamagedCheckpointIsNamedAndWhatWasBeforeItIsKept()
    {
        using var live = new LiveTensors();
        string[] paths = [AdamCheckpoints.PathAt(7), "steps/step-10.pt", AdamCheckpoints.PathAt(14)];
        using var study = new CheckpointTrackStudy(_problem, Cheap(1) with { Checkpoints = paths }, reader: _checkpoints);
        Assert.Contains("steps/step-10.pt", Assert.ThrowsAny<ArgumentException>(() => study.Run()).Message, StringComparison.Ordinal);
        Assert.Equal([7], study.Results.Points.Select(p => p.Step));
    }

    /// <summary>A training that has diverged is looked at to its end.</summary>
    [Fact]
    public void WeightsThatAreNotFiniteHaveNoCurvatureAndTheNextOnesHave()
    {
        using (Tensor weights = full(_problem.ParameterCount, double.NaN, ScalarType.Float64))
        {
            _checkpoints.Add("steps/step-8.pt", weights.clone(), new TrainingSnapshot { Step = 8 });
        }

        string[] paths = [AdamCheckpoints.PathAt(7), "steps/step-8.pt", AdamCheckpoints.PathAt(14)];
        IReadOnlyList<CheckpointCurvature> points = Look(Cheap(1) with { Checkpoints = paths }).Points;
        Assert.Equal([true, false, true], points.Select(p => p.Hessian is not null));
        Assert.True(double.IsNaN(points[1].Risk.Loss));
    }

    [Fact]
    public void WhatCannotBeIsRefused()
    {
        Assert.Throws<SettingException>(() => Look(s_spec with { Checkpoints = [] }));
        Assert.Throws<SettingException>(() => Look(Cheap(1) with { Top = 0 }));
        Assert.Throws<SettingException>(() => Look(Cheap(1) with { LearningRate = double.NaN }));
        Assert.Throws<ArgumentException>("problem", () => Look(Cheap(1) with { Problem = new ProblemSpec() }));
    }

    private static Func<(double, double), (double, double), bool> Near(double tolerance) =>
        (x, y) => Math.Abs(x.Item1 - y.Item1) <= tolerance && Math.Abs(x.Item2 - y.Item2) <= tolerance;

    // The residual norm bounds the error of an eigenvalue, and its square over the gap does in practice.
    private static void AssertLargest(double[] exact, LargestEigenvalueRecord found, long step)
    {
        Assert.Equal((s_spec.Top, SolverStatus.Converged, true, step), (found.Pairs.Count, found.Status, found.IsConfirmed, found.Step));
        Assert.All(found.Pairs, pair => Assert.InRange(exact[pair.Index - 1], pair.Lower, pair.Upper));
        Assert.All(found.Pairs, pair => Assert.Equal(exact[pair.Index - 1], pair.Value, 1e-6 * exact[0]));
    }

    private CheckpointTrackSpec Cheap(int count) => s_spec with
    {
        Trace = false,
        Density = false,
        Checkpoints = [.. _checkpoints.Paths.Take(count)],
    };

    private void Say(Func<TrainingSnapshot, TrainingSnapshot?> change)
    {
        foreach (string path in _checkpoints.Paths)
        {
            _checkpoints.Say(path, change(_checkpoints.TrainingOf(path)!));
        }
    }

    private CheckpointCurvature Saying(TrainingSnapshot training, CheckpointTrackSpec spec)
    {
        Say(_ => training);
        return Look(spec).Points[0];
    }

    private CheckpointTrackResults Look(CheckpointTrackSpec? spec = null, HeardCheckpoints? heard = null)
    {
        using var study = new CheckpointTrackStudy(
            _problem, spec ?? (s_spec with { Checkpoints = _checkpoints.Paths }), reader: _checkpoints);
        return study.Run(heard);
    }

    private DenseOperator Exact(string path, out double loss, out double gradientNorm)
    {
        using nn.Module<Tensor, Tensor> model = _problem.CreateModel(WorkingPrecision.Float64, CPU);
        _checkpoints.LoadWeights(model, path);
        using Batches batches = _problem.Train.Batches();
        EmpiricalRisk risk = _problem.TrainingRisk(model, batches);
        (loss, gradientNorm) = (risk.Evaluate().Loss, risk.Evaluate().GradientNorm!.Value);
        using ExactHessian hessian = ExactHessian.Compute(risk);
        return new DenseOperator(hessian.Matrix);
    }
}
