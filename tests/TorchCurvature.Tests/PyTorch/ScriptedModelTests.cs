using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.PyTorch.Archives;
using TorchCurvature.PyTorch.Scripts;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using TorchCurvature.Training;
using TorchSharp;
using static TorchSharp.torch;
using Files = TorchCurvature.PyTorch.PyTorchFiles;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>What a scripted network is as a module: its life, its precision, its names and its file.</summary>
/// <remarks>
/// Live tensors cannot be counted here: TorchSharp makes handles of what the parts of a script have not, such as a bias, and counts them as
/// alive for ever.
/// </remarks>
public sealed class ScriptedModelTests
{
    /// <summary>Loaded in a scope that is gone, it has its parameters, and what it owns goes with it.</summary>
    [Fact]
    public void ANetworkLivesUntilItIsDisposedAndNoLonger()
    {
        ScriptedModel model;
        using (NewDisposeScope())
        {
            model = ScriptedModel.Load(Assets.FileOf("normalized-a"));
        }

        using (model)
        using (NewDisposeScope())
        {
            Assert.Equal(["first.weight", "first.bias", "norm.weight", "norm.bias", "head.weight", "head.bias"],
                model.named_parameters().Select(p => p.name));
            Assert.Equal(["norm.running_mean", "norm.running_var", "norm.num_batches_tracked"], model.named_buffers().Select(b => b.name));
            Assert.Equal([7, 3], model.forward(randn([7, 4], ScalarType.Float64)).shape);
            Assert.True(model.forward(randn([7, 4], ScalarType.Float64)).requires_grad);
        }
    }

    /// <summary>To float32 and back: real numbers are rounded once, whole ones stay, and the outputs follow.</summary>
    [Fact]
    public void APrecisionTakesRealNumbersAlone()
    {
        using DisposeScope scope = NewDisposeScope();
        using ScriptedModel model = ScriptedModel.Load(Assets.FileOf("normalized-a"));
        model.eval();
        Tensor inputs = randn([7, 4], ScalarType.Float64), before = model.forward(inputs).detach();
        Tensor[] parameters = [.. model.parameters().Select(p => p.detach().clone())];
        model.to(ScalarType.Float32);
        Assert.All(model.parameters(), p => Assert.Equal((ScalarType.Float32, true), (p.dtype, p.requires_grad)));
        Assert.Equal([ScalarType.Float32, ScalarType.Float32, ScalarType.Int64], model.buffers().Select(b => b.dtype));
        Assert.Equal(20, model.buffers().Last().item<long>());
        TensorAssert.Near(before, model.forward(inputs.to(ScalarType.Float32)).detach(), 1e-5);
        model.to(ScalarType.Float64);
        Assert.All(parameters.Zip(model.parameters()), pair => TensorAssert.SameBits(
            pair.First.to(ScalarType.Float32).to(ScalarType.Float64), pair.Second.detach()));
    }

    /// <summary>Positions index a table, and a table that is indexed by floating-point numbers fails.</summary>
    [Fact]
    public void PositionsStayWholeNumbers()
    {
        using var single = new PyTorchTruth("integer_buffer_f32", ScalarType.Float32);
        using var twice = new PyTorchTruth("integer_buffer_f32", ScalarType.Float64);
        Assert.Equal(single.Model.named_buffers().Select(b => (b.name, b.buffer.dtype == ScalarType.Int64)),
            twice.Model.named_buffers().Select(b => (b.name, b.buffer.dtype == ScalarType.Int64)));
        Assert.Contains(ScalarType.Int64, twice.Model.buffers().Select(b => b.dtype));
        Assert.Equal(single.Risk.Evaluate().Loss, twice.Risk.Evaluate().Loss, 1e-5);
    }

    [Fact]
    public void TwoLoadsOfOneFileAreTwoNetworks()
    {
        using DisposeScope scope = NewDisposeScope();
        using ScriptedModel one = ScriptedModel.Load(Assets.FileOf("normalized-a"));
        using ScriptedModel two = ScriptedModel.Load(Assets.FileOf("normalized-a"));
        Tensor inputs = randn([7, 4], ScalarType.Float64);
        one.eval();
        two.eval();
        Tensor before = one.forward(inputs).detach();
        TensorAssert.SameBits(before, two.forward(inputs).detach());
        var layout = new ParameterLayout(two);
        layout.Assign(zeros(layout.Dimension, ScalarType.Float64));
        TensorAssert.SameBits(before, one.forward(inputs).detach());
        Assert.Equal(0, two.forward(inputs).abs().max().item<double>());
    }

    /// <summary>Written through the layout and back, the outputs have the same bits.</summary>
    [Fact]
    public void WhatIsPutIntoTheParametersReachesTheScript()
    {
        using DisposeScope scope = NewDisposeScope();
        using ScriptedModel model = ScriptedModel.Load(Assets.FileOf("normalized-a"));
        model.eval();
        var layout = new ParameterLayout(model);
        Tensor inputs = randn([7, 4], ScalarType.Float64), before = model.forward(inputs).detach(), own = layout.ToVector();
        layout.Assign(own * 0.5);
        Assert.True((model.forward(inputs) - before).abs().max().item<double>() > 1e-3);
        layout.Assign(own);
        TensorAssert.SameBits(before, model.forward(inputs).detach());
    }

    /// <summary>Both names are one tensor, which counts once; apart, the truth would be another one.</summary>
    [Fact]
    public void TiedParametersCountOnceUnderTheirFirstName()
    {
        using var truth = new PyTorchTruth("language_model_tied");
        ParameterBlock tied = Assert.Single(truth.Risk.Layout.Blocks, block => block.TiedNames.Count > 0);
        Assert.Equal(("embedding.weight", "output.weight"), (tied.Name, Assert.Single(tied.TiedNames)));
        Assert.True(truth.Risk.Dimension < truth.Number("wrong_if_untied_P"));
        Assert.True(Math.Abs(truth.Number("wrong_if_untied_gradient_norm") - truth.Number("gradient_norm")) > 1e-3);
    }

    /// <summary>As runs of <c>train</c> keep them: parameters, buffers, and the same bits.</summary>
    [Fact]
    public void ANetworkIsSavedWithItsBuffersAndReadBack()
    {
        using var folder = new TemporaryFolder();
        using DisposeScope scope = NewDisposeScope();
        using ScriptedModel one = ScriptedModel.Load(Assets.FileOf("normalized-a"));
        using ScriptedModel two = ScriptedModel.Load(Assets.FileOf("normalized-b"));
        using ScriptedModel wide = ScriptedModel.Load(Assets.FileOf("normalized-wide"));
        ModelFile.Save(one, folder["model.dat"]);
        ModelFile.Load(two, folder["model.dat"]);
        Assert.All(one.parameters().Zip(two.parameters()), pair => TensorAssert.SameBits(pair.First, pair.Second));
        Assert.All(one.buffers().Zip(two.buffers()), pair => TensorAssert.SameBits(pair.First, pair.Second));
        Assert.All(two.parameters(), p => Assert.True(p.requires_grad));
        Tensor inputs = randn([7, 4], ScalarType.Float64);
        one.eval();
        two.eval();
        TensorAssert.SameBits(one.forward(inputs).detach(), two.forward(inputs).detach());
        Assert.Contains(
            "does not fit this model", Assert.Throws<InvalidDataException>(() => ModelFile.Load(wide, folder["model.dat"])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tuple_output", "returns several tensors")]
    [InlineData("dict_output", "returns a dictionary")]
    [InlineData("single_precision_constant", "refuses these inputs, Float64 [30, 6]")]
    public void OutputsThatNoLossReadsAreRefused(string name, string said)
    {
        using DisposeScope scope = NewDisposeScope();
        using nn.Module<Tensor, Tensor> model = Files.Instance.Load(PyTorchTruth.FileOf($"errors/{name}.pt"));
        model.to(ScalarType.Float64);
        string message = Assert.Throws<PyTorchFileException>(() => model.forward(randn([30, 6], ScalarType.Float64))).Message;
        Assert.StartsWith("The network", message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void InputsThatTheNetworkDoesNotReadAreNamed()
    {
        using DisposeScope scope = NewDisposeScope();
        using ScriptedModel model = ScriptedModel.Load(Assets.FileOf("normalized-a"));
        string message = Assert.Throws<PyTorchFileException>(() => model.forward(randn([7, 5], ScalarType.Float64))).Message;
        Assert.StartsWith("The network refuses these inputs, Float64 [7, 5]: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Equal(
            "The network reads one input, and the data have 2.",
            Assert.Throws<PyTorchFileException>(
                () => model.forward([randn([7, 4], ScalarType.Float64), ones([7], ScalarType.Int64)])).Message);
    }

    /// <summary>By hand, from the parameters and buffers that the module shows: evaluation uses the stored statistics.</summary>
    [Fact]
    public void EvaluationIsTheFormulaWithTheStoredStatistics()
    {
        using DisposeScope scope = NewDisposeScope();
        using ScriptedModel model = ScriptedModel.Load(Assets.FileOf("normalized-a"));
        Tensor x = randn([7, 4], ScalarType.Float64);
        using Batch batch = new(x.alias(), zeros([7], ScalarType.Int64));
        var risk = new EmpiricalRisk(model, new CrossEntropy(), [batch]);
        Dictionary<string, Tensor> s = model.state_dict();
        Tensor first = x.mm(s["first.weight"].t()) + s["first.bias"];
        Tensor standardized = (first - s["norm.running_mean"]) / (s["norm.running_var"] + 1e-5).sqrt();
        Tensor normalized = (standardized * s["norm.weight"]) + s["norm.bias"];
        Tensor expected = normalized.tanh().mm(s["head.weight"].t()) + s["head.bias"];
        TensorAssert.Near(expected.detach(), risk.Outputs(batch), 1e-14);
    }
}
