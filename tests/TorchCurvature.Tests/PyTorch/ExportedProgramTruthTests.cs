using System.Text.Json;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.PyTorch.Programs;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>Exported programs against PyTorch's double backward in float64.</summary>
public sealed class ExportedProgramTruthTests
{
    [Fact]
    public void AllEigenvaluesAreThoseOfPyTorch()
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using ExportedModule model = Load("mlp_scripted");
        using Batch batch = Data("mlp_scripted");
        using ExactHessian hessian = ExactHessian.Compute(new EmpiricalRisk(model, new CrossEntropy(), [batch]));
        Tensor expected = ReferenceModels.Array("mlp_scripted", "hessian_eigenvalues");
        TensorAssert.Near(expected, linalg.eigvalsh(hessian.Matrix), 1e-12 * expected.abs().max().ToDouble());
    }

    [Theory]
    [InlineData("convnet")]
    [InlineData("groupnorm_convnet")]
    [InlineData("resnet_bn_eval")]
    [InlineData("transformer_by_hand")]
    public void LossGradientAndBothEndsAreThoseOfPyTorch(string name)
    {
        JsonElement facts = ReferenceModels.Facts(name);
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using ExportedModule model = Load(name);
        using Batch batch = Data(name);
        var risk = new EmpiricalRisk(model, new CrossEntropy(), [batch]);
        Assert.Equal(
            facts.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()),
            risk.Layout.Blocks.Select(b => b.Name));
        Assert.Equal(facts.GetProperty("loss_value").GetDouble(), risk.Evaluate(withGradient: false).Loss, 1e-13);
        TensorAssert.Near(ReferenceModels.Array(name, "gradient"), risk.Gradient(), 1e-14);

        Tensor expected = ReferenceModels.Array(name, "hessian_eigenvalues");
        using ExtremalEigenPairs ends = risk.Hessian().Ends(new LanczosOptions { Top = 2, Bottom = 2, Tolerance = 1e-8, Confirms = false });
        double scale = expected.abs().max().ToDouble();
        double[] found = [.. ends.Pairs.Select(p => p.Value)];
        TensorAssert.Near(expected[^2..].flip(0), tensor(found[..2]), 1e-12 * scale);
        TensorAssert.Near(expected[..2], tensor(found[2..]), 1e-12 * scale);
    }

    private static ExportedModule Load(string name) =>
        ExportedProgramFile.Load(Path.Combine(ReferenceModels.Folder(), "pt2", name + ".pt2"));

    private static Batch Data(string name) => new(ReferenceModels.Array(name, "x"), ReferenceModels.Array(name, "y"));
}
