using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Settings;
using TorchCurvature.Studies;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Eigensolvers;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

public sealed class SpectrumStudyTests : IAsyncLifetime
{
    // Of no block and of no matrix of class means.
    private const long Dimension = 27;

    private static readonly SpectrumSpec s_spec = new()
    {
        Problem = new ProblemSpec
        {
            Data = new BlobsSpec { Samples = 30, Classes = 3, Dimension = 4 },
            Model = new MlpSpec { Hidden = [3], Activation = Activation.Tanh },
            WeightDecay = 0.01,
        },
        Training = new TrainingOptions { MaxSteps = 8, StopGradientNorm = 0, WeightDecay = 0.01 },
        TrainingPrecision = WorkingPrecision.Float64,
    };

    private Problem _problem = null!;

    public async ValueTask InitializeAsync() => _problem = await s_spec.Problem.LoadAsync();

    public ValueTask DisposeAsync()
    {
        _problem.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Of a point H, G, F, the empirical Fisher and the noise; of a look on the way H; of looks at points nothing more.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EveryMatrixIsDiagonalizedOnce(bool eigenvectors)
    {
        SpectrumSpec spec = s_spec with { Split = true, Noise = true, Theory = true, Track = 4, Layers = [], Eigenvectors = eigenvectors };
        using var live = new LiveTensors();
        using var counted = new Diagonalizations();
        var heard = new HeardSpectra(() => counted.Of(Dimension));
        using SpectrumOutcome outcome = Run(spec, heard);
        Assert.Equal(
            [
                ("point", 5), ("before step 1", 5), ("before step 2", 6), ("before step 4", 7), ("training", 8), ("point", 13),
            ],
            heard.Parts);
        Assert.Equal([0, 1, 2, 4, 8], outcome.Track.Select(t => t.Step));
        Assert.Equal([12, 3, 9, 3], outcome.Exact[0].Layers.Select(l => l.Layer.Length));
        foreach ((int look, int point) in (IEnumerable<(int, int)>)[(0, 0), (4, 1)])
        {
            Assert.Same(outcome.Exact[point].Spectrum, outcome.Track[look].Spectrum);
            Assert.Equal(outcome.Exact[point].Split!.Split.FunctionalToHessian, outcome.Track[look].FunctionalToHessian, 1e-14);
            Assert.Equal(outcome.Exact[point].Train.Loss, outcome.Track[look].Loss);
        }
    }

    /// <summary>Beside one training by hand: what is descended is the risk that is looked at.</summary>
    [Fact]
    public void TheTrainingHasTheWeightDecayOfTheProblem()
    {
        var descent = new TrainingOptions { MaxSteps = 8, StopGradientNorm = 0 };
        using SpectrumOutcome outcome = Run(s_spec with { Training = descent }, new HeardSpectra());
        using nn.Module<Tensor, Tensor> model = _problem.CreateModel(WorkingPrecision.Float64, CPU);
        new Trainer(model, _problem.Loss, _problem.Train, descent with { WeightDecay = s_spec.Problem.WeightDecay }).Run();
        using Batches batches = _problem.Train.Batches();
        Assert.Equal(_problem.TrainingRisk(model, batches).Evaluate().Loss, outcome.Exact[^1].Train.Loss);
    }

    /// <summary>The look releases what it computed, and not what the study looks at.</summary>
    [Fact]
    public void AnotherMatrixThanTheHessianIsDiagonalizedOnceBesideTheLooks()
    {
        using var counted = new Diagonalizations();
        var heard = new HeardSpectra(() => counted.Of(Dimension));
        using SpectrumOutcome outcome = Run(s_spec with { Matrix = CurvatureMatrices.GaussNewton, Track = 4 }, heard);
        Assert.Equal([2, 5, 7], heard.Parts.Where(p => p.Part is "point" or "training").Select(p => p.Count));
        Assert.Equal([0, 1, 2, 4, 8], outcome.Track.Select(t => t.Step));
        Assert.All(outcome.Exact, p => Assert.True(p.Spectrum.Smallest >= -p.Spectrum.NoiseFloor));
    }

    [Theory]
    [InlineData(AnalysedPoints.Both)]
    [InlineData(AnalysedPoints.Final)]
    public void ATrainingOfNoStepIsLookedAtOnce(AnalysedPoints points)
    {
        SpectrumSpec spec = s_spec with { Points = points, Track = 3, Training = s_spec.Training with { MaxSteps = 0 } };
        using SpectrumOutcome outcome = Run(spec, new HeardSpectra());
        Assert.Equal([0], outcome.Track.Select(t => t.Step));
    }

    [Fact]
    public void WithoutThePointBeforeTheFirstLookIsTakenOnTheWay()
    {
        using SpectrumOutcome outcome = Run(s_spec with { Points = AnalysedPoints.Final, Track = 2 }, new HeardSpectra());
        using SpectrumOutcome both = Run(s_spec with { Track = 2 }, new HeardSpectra());
        Assert.Equal([0, 1, 8], outcome.Track.Select(t => t.Step));
        Assert.Equal(both.Track.Select(t => t.FunctionalToHessian), outcome.Track.Select(t => t.FunctionalToHessian));
        Assert.Equal(both.Track.SelectMany(t => t.Spectrum.Eigenvalues), outcome.Track.SelectMany(t => t.Spectrum.Eigenvalues));
    }

    [Fact]
    public void WhatDoesNotGoTogetherIsRefused()
    {
        SpectrumSpec[] wrong =
        [
            s_spec with { Matrix = CurvatureMatrices.GaussNewton, Split = true },
            s_spec with { Matrix = CurvatureMatrices.EmpiricalFisher, Noise = true },
            s_spec with { Method = SpectrumMethod.Density, Track = 1 },
            s_spec with { Method = SpectrumMethod.Auto, Theory = true },
            s_spec with { Method = SpectrumMethod.Lanczos, Eigenvectors = true },
        ];
        Assert.All(wrong, spec => Assert.Throws<SettingException>(() => Run(spec, new HeardSpectra())));
        s_spec.Validate();
    }

    private SpectrumOutcome Run(SpectrumSpec spec, ISpectrumObserver observer)
    {
        var outcome = new SpectrumOutcome(spec);
        try
        {
            new SpectrumStudy(_problem, outcome, observer, CPU).Run(directory: null, [], resume: false, CancellationToken.None);
            return outcome;
        }
        catch
        {
            outcome.Dispose();
            throw;
        }
    }
}
