using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Training;

/// <summary>A run that was killed anywhere and went on ends in the bits of the run that was not.</summary>
public sealed class ResumptionTests : IDisposable
{
    private const int Inputs = 4, Classes = 3;
    private const long Examples = 25;

    private readonly Dataset _data;
    private readonly TemporaryFolder _folder = new();
    private readonly TrainingOptions _options = With(new GradientDescentSpec { LearningRate = 0.2 });

    public ResumptionTests()
    {
        using Generator generator = new(2);
        _data = new Dataset(
            "random", randn([Examples, Inputs], float32, generator: generator), randint(Classes, [Examples], int64, generator: generator),
            Classes);
    }

    /// <summary>Batches of 10 and 4 do not divide 25, and the phases end within a pass.</summary>
    public static TheoryData<string, TrainingPhase[]> Runs { get; } = new()
    {
        { "gradient descent", [new(null, 17)] },
        { "batches", [new(10, 17)] },
        { "large, small, all", [new(10, 8), new(4, 9), new(null, 4)] },
    };

    private string File => _folder["state.dat"];

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void KilledAtAnyStepARunEndsInTheSameBits(string name, TrainingPhase[] phases)
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using Sequential whole = Model(1);
        using Tensor before = new ParameterLayout(whole).ToVector();
        TrainingResult expected = new PhasedTrainer(whole, new CrossEntropy(), _data, phases, _options).Run();
        Assert.Equal((StoppingReason.StepLimit, phases.Sum(p => p.Steps)), (expected.Reason, expected.Steps));
        Assert.Equal(expected.History.Select(r => r.Step).Distinct(), expected.History.Select(r => r.Step));
        using Tensor end = new ParameterLayout(whole).ToVector();
        Assert.NotEqual(before.sum().item<float>(), end.sum().item<float>());
        for (long killed = 0; killed <= expected.Steps; killed++)
        {
            Kill(phases, killed);
            using Sequential resumed = Model(seed: 100 + killed);
            TrainingState state = TrainingState.Load(resumed, File);
            Assert.Equal(killed, state.Step);
            List<long> visits = [];
            TrainingResult result =
                new PhasedTrainer(resumed, new CrossEntropy(), _data, phases, _options).Run(visit: visits.Add, from: state);
            using Tensor actual = new ParameterLayout(resumed).ToVector();
            TensorAssert.SameBits(end, actual);
            Assert.Equal(expected.History, result.History);
            Assert.Equal((name, expected.Reason, expected.Steps), (name, result.Reason, result.Steps));
            Assert.Equal(Enumerable.Range((int)killed, (int)(expected.Steps - killed) + 1).Select(i => (long)i), visits);
        }
    }

    [Theory]
    [InlineData(null), InlineData(10)]
    public void OnePhaseIsTheTrainersRun(int? batchSize)
    {
        using Sequential one = Model(1), other = Model(1);
        TrainingResult phased = new PhasedTrainer(one, new CrossEntropy(), _data, [new TrainingPhase(batchSize, 12)], _options).Run();
        TrainingOptions options = _options with
        {
            MaxSteps = 12,
            Optimizer = _options.Optimizer.WithExamplesPerStep(batchSize),
        };
        TrainingResult plain = new Trainer(other, new CrossEntropy(), _data, options).Run();
        using Tensor expected = new ParameterLayout(other).ToVector(), actual = new ParameterLayout(one).ToVector();
        TensorAssert.SameBits(expected, actual);
        Assert.Equal(plain.History, phased.History);
    }

    /// <summary>The record that a cancelled run makes at its end is not in the run that goes on.</summary>
    [Theory]
    [InlineData(4), InlineData(8), InlineData(11)]
    public void ACancelledRunGoesOnAsIfItHadNot(long cancelled)
    {
        TrainingPhase[] phases = [new(10, 8), new(4, 9)];
        using Sequential whole = Model(1), model = Model(1);
        TrainingResult expected = new PhasedTrainer(whole, new CrossEntropy(), _data, phases, _options).Run();
        using CancellationTokenSource source = new();
        var trainer = new PhasedTrainer(model, new CrossEntropy(), _data, phases, _options);
        TrainingResult first = trainer.Run(
            visit: step =>
            {
                if (step == cancelled - 1)
                {
                    source.Cancel();
                }
            },
            cancellation: source.Token);
        Assert.Equal((StoppingReason.Cancelled, cancelled), (first.Reason, first.Steps));
        TrainingResult second = new PhasedTrainer(model, new CrossEntropy(), _data, phases, _options).Run(from: trainer.State);
        using Tensor end = new ParameterLayout(whole).ToVector(), actual = new ParameterLayout(model).ToVector();
        TensorAssert.SameBits(end, actual);
        Assert.Equal(expected.History, second.History);
    }

    [Fact]
    public void PhasesDifferInTheirOrdersOfTheExamples()
    {
        // With a step this small the weights hardly move, so that the losses of the batches tell them apart.
        using Sequential model = Model(1);
        TrainingOptions options = With(new GradientDescentSpec { LearningRate = 1e-9 });
        TrainingResult result = new PhasedTrainer(model, new CrossEntropy(), _data, [new(10, 3), new(10, 3)], options).Run();
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], result.History.Select(r => r.Step));
        Assert.NotEqual(result.History[1].Loss, result.History[4].Loss, 1e-4);
        Assert.Equal(result.History[0].Loss, result.History[3].Loss, 1e-4);
    }

    [Fact]
    public void DivergenceInALaterPhaseNamesTheStepOfTheWholeRun()
    {
        using Sequential model = Model(1);
        TrainingOptions options = With(new GradientDescentSpec { LearningRate = 1e10 });
        var error = Assert.Throws<TrainingDivergedException>(
            () => new PhasedTrainer(model, new SquaredError(), _data, [new(10, 2), new(10, 1000)], options).Run());
        Assert.InRange(error.Step, 2, 100);
        using Sequential again = Model(1);
        var steps = new List<long>();
        Assert.Throws<TrainingDivergedException>(
            () => new PhasedTrainer(again, new SquaredError(), _data, [new(10, 2), new(10, 1000)], options).Run(visit: steps.Add));
        Assert.InRange(error.Step - steps[^1], 0, 1);
    }

    [Theory]
    [InlineData(0), InlineData(5), InlineData(40), InlineData(80), InlineData(-40), InlineData(-1)]
    public void ATruncatedStateIsRefused(int length)
    {
        Kill([new(10, 17)], step: 6);
        byte[] content = System.IO.File.ReadAllBytes(File);
        System.IO.File.WriteAllBytes(File, content[..(length < 0 ? content.Length + length : length)]);
        using Sequential model = Model(1);
        Assert.Contains(File, Assert.Throws<InvalidDataException>(() => TrainingState.Load(model, File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AStateOfAnotherArchitectureIsRefusedAndAMissingOneNamed()
    {
        using Sequential wider = MultilayerPerceptron.Create(Inputs, [6], Classes, Activation.Tanh, seed: 1, ScalarType.Float32);
        Assert.Throws<FileNotFoundException>(() => TrainingState.Load(wider, File));
        Kill([new(10, 17)], step: 6);
        Assert.Throws<InvalidDataException>(() => TrainingState.Load(wider, File));
    }

    private static TrainingOptions With(OptimizerSpec optimizer) => new() { Optimizer = optimizer, StopGradientNorm = 0, Seed = 5 };

    private static Sequential Model(long seed) =>
        MultilayerPerceptron.Create(Inputs, [5], Classes, Activation.Tanh, seed, ScalarType.Float32);

    private void Kill(TrainingPhase[] phases, long step)
    {
        using Sequential model = Model(1);
        var trainer = new PhasedTrainer(model, new CrossEntropy(), _data, phases, _options);
        Assert.Throws<TimeoutException>(() => trainer.Run(visit: at =>
        {
            if (at == step)
            {
                trainer.State.Save(model, File);
                throw new TimeoutException();
            }
        }));
    }
}
