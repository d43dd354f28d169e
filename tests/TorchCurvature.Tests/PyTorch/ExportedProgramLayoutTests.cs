using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.PyTorch.Programs;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>
/// One network in every layout of torch.export.save: attention with a tied and a frozen weight, buffers of both kinds, a constant, a
/// symbolic number of examples, casts to the file's precision, and numbers that are made in it.
/// </summary>
[Collection(PyTorchFilesCollection.Name)]
public sealed class ExportedProgramLayoutTests(PyTorchFiles files)
{
    [Theory]
    [InlineData("torch29.pt2")]
    [InlineData("torch28.pt2")]
    [InlineData("torch25.pt2")]
    public void EveryLayoutHasPyTorchsDerivatives(string name)
    {
        string path = files[name];
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using ExportedModule model = ExportedProgramFile.Load(path);
        Assert.All(model.named_parameters(), p => Assert.Equal(ScalarType.Float32, p.parameter.dtype));
        model.to(ScalarType.Float64);

        // Batches that are not as large as each other, and not as large as the one that was exported.
        Tensor tokens = files.Truth("tokens"), labels = files.Truth("labels");
        using Batch first = new(tokens[..4], labels[..4]), second = new(tokens[4..], labels[4..]);
        var risk = new EmpiricalRisk(model, new CrossEntropy(), [first, second]);
        Assert.Equal(
            ["embed.weight", "norm.weight", "norm.bias", "qkv.weight", "qkv.bias", "head.bias"], risk.Layout.Blocks.Select(b => b.Name));
        using Tensor output = model.forward(tokens);
        TensorAssert.Near(files.Truth("output"), output, 1e-15 * 10);
        TensorAssert.Near(files.Truth("gradient"), risk.Gradient(), 1e-15);
        using ExactHessian hessian = ExactHessian.Compute(risk);
        TensorAssert.Near(files.Truth("hessian"), hessian.Matrix, 1e-14);
    }

    [Theory]
    [InlineData("torch29.pt2")]
    [InlineData("torch28.pt2")]
    [InlineData("torch25.pt2")]
    public void TheTensorsAreWhatPyTorchHas(string name)
    {
        string path = files[name];
        using var live = new LiveTensors();
        using ExportedModule model = ExportedProgramFile.Load(path);
        Assert.Equal(
            ["embed.weight", "place.weight", "norm.weight", "norm.bias", "qkv.weight", "qkv.bias", "head.bias"],
            model.named_parameters().Select(p => p.name));
        Assert.Equal(["place.weight"], model.named_parameters().Where(p => !p.parameter.requires_grad).Select(p => p.name));
        Assert.Equal("embed.weight", Assert.Single(model.TiedNames, tie => tie.Key == "head.weight").Value);
        Assert.Equal(["positions", "scale"], model.named_buffers().Select(b => b.name));
        Assert.Equal(["positions"], model.named_buffers(include_nonpersistent: false).Select(b => b.name));
        Assert.False(model.IsInTrainingMode);
        Assert.Null(model.FixedBatchSize);
        Assert.Equal("2.9.0", model.TorchVersion);

        model.to(ScalarType.Float64);
        Assert.Equal([ScalarType.Int64, ScalarType.Float64], model.named_buffers().Select(b => b.buffer.dtype));
        Assert.Equal(["place.weight"], model.named_parameters().Where(p => !p.parameter.requires_grad).Select(p => p.name));
        Assert.All(model.named_parameters(), p => Assert.Equal(ScalarType.Float64, p.parameter.dtype));
    }

    [Fact]
    public void ToFloat64AndBackIsTheSameNetwork()
    {
        string path = files["torch29.pt2"];
        using DisposeScope scope = NewDisposeScope();
        using ExportedModule once = ExportedProgramFile.Load(path), converted = ExportedProgramFile.Load(path);
        converted.to(ScalarType.Float64).to(ScalarType.Float32);
        TensorAssert.SameBits(once.forward(files.Truth("tokens")), converted.forward(files.Truth("tokens")));
    }

    [Fact]
    public void WeightsThatAreWrittenAreRead()
    {
        using DisposeScope scope = NewDisposeScope();
        using ExportedModule model = ExportedProgramFile.Load(files["torch29.pt2"]);
        Tensor tokens = files.Truth("tokens");
        Tensor before = model.forward(tokens);
        ParameterLayout layout = new(model);
        Tensor weights = layout.ToVector();
        layout.Assign(zeros_like(weights));
        Assert.NotEqual(0, (model.forward(tokens) - before).abs().max().ToDouble());
        layout.Assign(weights);
        TensorAssert.SameBits(before, model.forward(tokens));
    }

    [Fact]
    public void AFixedNumberOfExamplesIsSaid()
    {
        using DisposeScope scope = NewDisposeScope();
        using ExportedModule model = ExportedProgramFile.Load(files["fixed.pt2"]);
        Assert.Equal(6, model.FixedBatchSize);
        Tensor tokens = files.Truth("tokens");
        model.forward(tokens).Dispose();
        string message = Assert.Throws<ArgumentException>(() => model.forward(tokens[..4])).Message;
        Assert.Contains("exactly 6 examples, and this one has 4", message, StringComparison.Ordinal);
        Assert.Contains("dynamic_shapes={\"tokens\": {0: torch.export.Dim(\"batch\")}}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void DataOfOtherSizesAreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using ExportedModule model = ExportedProgramFile.Load(files["torch29.pt2"]);
        Tensor tokens = files.Truth("tokens");
        AssertRefused([tokens, tokens], "reads 1 tensors (tokens), and the data have 2");
        AssertRefused([tokens[.., ..4]], "size 5 in dimension 1");
        AssertRefused([tokens.unsqueeze(0)], "has 2 dimensions");
        AssertRefused([cat([tokens, tokens])], "sizes of 2 to 9 in dimension 0");
        model.forward(tokens[..1]).Dispose();

        void AssertRefused(IReadOnlyList<Tensor> inputs, string why) =>
            Assert.Contains(why, Assert.Throws<ArgumentException>(() => model.forward(inputs)).Message, StringComparison.Ordinal);
    }
}
