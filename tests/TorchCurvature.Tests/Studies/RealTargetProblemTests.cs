using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Settings;
using TorchCurvature.Studies;
using TorchCurvature.Tests.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

/// <summary>What whole numbers in a file are to a loss and a network of one's own.</summary>
public sealed class RealTargetProblemTests : IDisposable
{
    private static readonly double[,] s_inputs = { { 1, 2 }, { -1, 0.5 }, { 0.25, -2 }, { 3, 1 }, { 0, 1 } };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>One output: the numbers themselves. Several: their one-hot vectors.</summary>
    [Theory]
    [InlineData("mse", 1), InlineData("mse", 3)]
    [InlineData("huber", 1), InlineData("huber", 3)]
    [InlineData("squared-error", 1), InlineData("squared-error", 3)]
    [InlineData("binary-cross-entropy", 3)]
    public async Task TheLossIsThatOfTheTargetsThatMakeSense(string word, int outputs)
    {
        using DisposeScope scope = NewDisposeScope();
        long[] numbers = [0, 2, 1, 2, 0];
        using CountingReader reader = new(() => Network(outputs));
        using Problem problem = await ProblemOf(word, numbers).LoadAsync(cancellation: TestContext.Current.CancellationToken);
        using Dataset train = problem.Train.To(ScalarType.Float64);
        using Batches batches = train.Batches();
        using nn.Module<Tensor, Tensor> model = problem.CreateModel(WorkingPrecision.Float64, CPU);
        RiskEvaluation found = problem.TrainingRisk(model, batches).Evaluate();

        Tensor f = model.forward(tensor(s_inputs)), labels = tensor(numbers);
        Tensor targets = (outputs == 1 ? labels.unsqueeze(1) : nn.functional.one_hot(labels, outputs)).to(ScalarType.Float64);
        Tensor expected = word switch
        {
            "mse" => nn.functional.mse_loss(f, targets),
            "huber" => nn.functional.huber_loss(f, targets),
            "squared-error" => 0.5 * outputs * nn.functional.mse_loss(f, targets),
            _ => nn.functional.binary_cross_entropy_with_logits(f, targets),
        };
        Assert.Equal(expected.item<double>(), found.Loss, 1e-14);
        Assert.Equal(outputs > 1, problem.Train.HasLabels);
        Assert.Equal(outputs > 1, found.Accuracy is not null);
    }

    /// <summary>Answers yes and no to one logit stay two classes, whose accuracy is said.</summary>
    [Fact]
    public async Task OneLogitAnswersZeroAndOne()
    {
        using CountingReader reader = new(() => Network(1));
        using Problem problem =
            await ProblemOf("binary-cross-entropy", [0, 1, 1, 1, 0]).LoadAsync(cancellation: TestContext.Current.CancellationToken);
        using nn.Module<Tensor, Tensor> model = problem.CreateModel(WorkingPrecision.Float64, CPU);
        using Dataset train = problem.Train.To(ScalarType.Float64);
        using Batches batches = train.Batches();
        using Tensor logits = model.forward(train.Inputs);
        double[] signs = [.. logits.data<double>().Select(f => f > 0 ? 1.0 : 0)];
        double[] answers = [0, 1, 1, 1, 0];
        Assert.Equal(
            signs.Zip(answers).Count(pair => pair.First == pair.Second) / 5.0,
            problem.TrainingRisk(model, batches).Evaluate().Accuracy!.Value, 1e-15);
        using var point = new Point(problem, problem.CreateModel(WorkingPrecision.Float64, CPU), train, test: null);
        Assert.Equal((2, 1), (train.OutputCount, point.OutputCount));
    }

    [Fact]
    public async Task OneLogitDoesNotAnswerMore()
    {
        using CountingReader reader = new(() => Network(1));
        using Problem problem =
            await ProblemOf("binary-cross-entropy", [0, 2, 1, 2, 0]).LoadAsync(cancellation: TestContext.Current.CancellationToken);
        using nn.Module<Tensor, Tensor> model = problem.CreateModel(WorkingPrecision.Float64, CPU);
        using Dataset train = problem.Train.To(ScalarType.Float64);
        string message = Assert.Throws<SettingException>(() => ModelProbe.Look(problem, model, train)).Message;
        Assert.StartsWith(
            "The loss 'binary-cross-entropy' reads targets from 0 to 1, and these run from 0 to 2.", message, StringComparison.Ordinal);
    }

    private static nn.Module<Tensor, Tensor> Network(int outputs) => MultilayerPerceptron.Create(2, [3], outputs, Activation.Tanh, seed: 2);

    private ProblemSpec ProblemOf(string loss, long[] numbers)
    {
        string rows = string.Join('\n', numbers.Select((y, i) => FormattableString.Invariant($"{s_inputs[i, 0]},{s_inputs[i, 1]},{y}")));
        File.WriteAllText(_folder["set.csv"], $"a,b,y\n{rows}\n");
        File.WriteAllText(_folder["net.pt"], "");
        return new ProblemSpec
        {
            Data = new DataFileSpec { Path = _folder["set.csv"] },
            Model = new ModelFileSpec { Path = _folder["net.pt"] },
            Loss = LossSpecs.Registry.Find(loss),
        };
    }
}
