using System.Text.Json;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.PyTorch.Programs;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>Exported programs against PyTorch's double backward in float64.</summary>
public sealed class ExportedProgramTruthTests
{
    [Theory]
    [InlineData("mlp_scripted")]
    [InlineData("convnet")]
    [InlineData("groupnorm_convnet")]
    [InlineData("resnet_bn_eval")]
    [InlineData("transformer_by_hand")]
    public void AllEigenvaluesAreThoseOfPyTorch(string name)
    {
        JsonElement facts = ReferenceModels.Facts(name);
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using ExportedModule model = ExportedProgramFile.Load(Path.Combine(ReferenceModels.Folder(), "pt2", name + ".pt2"));
        using var batch = new Batch(ReferenceModels.Array(name, "x"), ReferenceModels.Array(name, "y"));
        var risk = new EmpiricalRisk(model, new CrossEntropy(), [batch]);
        Assert.Equal(
            facts.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()),
            risk.Layout.Blocks.Select(b => b.Name));

        double loss = facts.GetProperty("loss_value").GetDouble();
        Assert.Equal(loss, risk.Evaluate(withGradient: false).Loss, 1e-14 * Math.Max(1, loss));
        using ExactHessian hessian = ExactHessian.Compute(risk);
        Tensor expected = ReferenceModels.Array(name, "hessian_eigenvalues");
        TensorAssert.Near(expected, linalg.eigvalsh(hessian.Matrix), 1e-12 * expected.abs().max().ToDouble());
    }
}
