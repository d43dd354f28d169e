using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>Zeros that are put before an activation, counted by hand.</summary>
public sealed class KinkCountTests
{
    [Theory]
    [InlineData("relu", 5)]
    [InlineData("leaky", 5)]
    [InlineData("tanh", null)]
    public void ExactZerosBeforeAKinkAreCounted(string activation, int? expected)
    {
        using nn.Module<Tensor, Tensor> model = Network(activation);
        // x, 0 and -x: the first unit is x₁ − x₂, the second x₁.
        using Tensor inputs = tensor(new double[,] { { 1, 1 }, { 0, 3 }, { 0, 0 }, { 2, 1 }, { -1, -1 } });
        using var data = new Dataset("five", inputs.alias(), tensor(new long[] { 0, 1, 0, 1, 0 }), 2);
        using Batches batches = data.Batches(2);
        var risk = new EmpiricalRisk(model, new CrossEntropy(), batches);
        RiskEvaluation found = KinkCount.Evaluate(risk);
        Assert.Equal(expected, found.ZeroPreactivations);
        Assert.Equal(risk.Evaluate(), found with { ZeroPreactivations = null });
        Assert.Null(risk.Evaluate().ZeroPreactivations); // the hooks are gone
    }

    private static nn.Module<Tensor, Tensor> Network(string activation)
    {
        var first = nn.Linear(2, 2, hasBias: false, dtype: ScalarType.Float64);
        using (no_grad())
        {
            first.weight!.copy_(tensor(new double[,] { { 1, -1 }, { 1, 0 } }));
        }

        nn.Module<Tensor, Tensor> middle = activation switch
        {
            "relu" => nn.ReLU(),
            "leaky" => nn.LeakyReLU(0.1),
            _ => nn.Tanh(),
        };
        return nn.Sequential(first, middle, nn.Linear(2, 2, dtype: ScalarType.Float64));
    }
}
