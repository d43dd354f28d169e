using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Resources;
using TorchCurvature.Settings;
using TorchCurvature.Studies;
using TorchCurvature.Tests.PyTorch;
using static TorchSharp.torch;
using Files = TorchCurvature.PyTorch.PyTorchFiles;

namespace TorchCurvature.Tests.Studies;

/// <summary>What one batch tells of a network that was given.</summary>
public sealed class ModelProbeTests
{
    private static readonly BlobsSpec s_blobs = new() { Samples = 30, Classes = 3, Dimension = 4 };

    public ModelProbeTests() => Files.Register();

    [Fact]
    public async Task APlainNetworkHasItsPartsAndNothingToSay()
    {
        ModelFindings found = await LookAsync(new() { Path = Assets.FileOf("normalized-a") }, s_blobs);
        Assert.Equal(
            ["first.weight [5, 4]", "first.bias [5]", "norm.weight [5]", "norm.bias [5]", "head.weight [3, 5]", "head.bias [3]"],
            found.Parameters.Select(p => $"{p.Name} [{string.Join(", ", p.Shape)}]"));
        Assert.Equal(53, found.Dimension);
        Assert.Equal(["norm.running_mean", "norm.running_var", "norm.num_batches_tracked"], found.Buffers);
        Assert.Equal([30, 3], found.OutputShape);
        Assert.Equal((30, ModelMode.Evaluation), (found.ExampleCount, found.Mode));
        Assert.Empty(found.Frozen);
        Assert.Empty(found.Unused);
        Assert.False(found.IsAsymmetric);
        Assert.Equal(0, found.Repeatability);
        Assert.True(found.ProductSeconds > 0 && found.GradientSeconds > 0);
        Assert.DoesNotContain(FindingsSummary.Sentences(found), s => s.Contains("not symmetric", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TiedFrozenAndUnusedParametersAreNamed()
    {
        ModelFindings tied = await LookAtTruthAsync("language_model_tied");
        Assert.Equal(["output.weight"], Assert.Single(tied.Parameters, p => p.Name == "embedding.weight").TiedNames);
        Assert.Contains("'output.weight' is tied to 'embedding.weight' and counts once.", FindingsSummary.Sentences(tied));
        Assert.Equal([16, 7], tied.OutputShape.Take(2));

        ModelFindings frozen = await LookAtTruthAsync("frozen_layer");
        Assert.Equal(["first.weight", "first.bias"], frozen.Frozen);
        Assert.Contains("Frozen, and no part of the Hessian: first.weight, first.bias.", FindingsSummary.Sentences(frozen));

        ModelFindings unused = await LookAtTruthAsync("unused_parameter");
        Assert.Equal(["unused.weight", "unused.bias"], unused.Unused);
        Assert.Contains(
            "Not used by the loss, so that their rows of the Hessian are zero: unused.weight, unused.bias.",
            FindingsSummary.Sentences(unused));
    }

    /// <summary>Its second derivative is wrong in libtorch, and nothing else would say so.</summary>
    [Fact]
    public async Task AWrongSecondDerivativeIsSeenByItsAsymmetry()
    {
        ModelFindings found = await LookAsync(new() { Path = Assets.FileOf("weight-norm") }, s_blobs);
        Assert.True(found.IsAsymmetric);
        Assert.InRange(found.Asymmetry, 1e-8, 1);
        Assert.Contains("torch._weight_norm", FindingsSummary.Sentences(found)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task DropoutIsOffInEvaluationAndRefusedInTraining()
    {
        string path = PyTorchTruth.FileOf("dropout_saved_in_train_mode.pt");
        Assert.Equal(0, (await LookAtTruthAsync("dropout_saved_in_train_mode")).Repeatability);
        var data = new DataFileSpec { Path = PyTorchTruth.FileOf("dropout_saved_in_train_mode.npz") };
        string message = (await Assert.ThrowsAsync<SettingException>(
            () => LookAsync(new() { Path = path, Mode = ModelMode.Training }, data))).Message;
        Assert.StartsWith("Two gradients of the same batch differ by ", message, StringComparison.Ordinal);
        Assert.EndsWith("Save it in evaluation mode: model.eval().", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InTrainingModeTheBatchIsWhole()
    {
        var data = new BlobsSpec { Samples = 90, Classes = 3, Dimension = 4 };
        ModelFindings found = await LookAsync(new() { Path = Assets.FileOf("normalized-a"), Mode = ModelMode.Training }, data);
        Assert.Equal((90, ModelMode.Training), (found.ExampleCount, found.Mode));
        Assert.Equal(64, (await LookAsync(new() { Path = Assets.FileOf("normalized-a") }, data)).ExampleCount);
    }

    [Fact]
    public async Task WhatDoesNotFitIsSaidAtOnce()
    {
        string width = (await Assert.ThrowsAsync<SettingException>(
            () => LookAsync(new() { Path = Assets.FileOf("normalized-a") }, s_blobs with { Dimension = 5 }))).Message;
        Assert.StartsWith("The network refuses these inputs, Float64 [30, 5]: ", width, StringComparison.Ordinal);
        string classes = (await Assert.ThrowsAsync<SettingException>(
            () => LookAsync(new() { Path = Assets.FileOf("normalized-a") }, s_blobs with { Classes = 5 }))).Message;
        Assert.DoesNotContain('\n', classes);
        Assert.Contains("labels run", classes, StringComparison.OrdinalIgnoreCase);
        await Assert.ThrowsAsync<DerivativeException>(() => LookAtTruthAsync("no_double_backward"));
    }

    private static Task<ModelFindings> LookAtTruthAsync(string name) => LookAsync(
        new() { Path = PyTorchTruth.FileOf(name + ".pt") }, new DataFileSpec { Path = PyTorchTruth.FileOf(name + ".npz") });

    private static async Task<ModelFindings> LookAsync(ModelFileSpec model, DataSpec data)
    {
        using Problem problem = await new ProblemSpec { Model = model, Data = data }.LoadAsync();
        using Dataset train = problem.Train.To(ScalarType.Float64);
        using nn.Module<Tensor, Tensor> network = problem.CreateModel(WorkingPrecision.Float64, CPU);
        return ModelProbe.Look(problem, network, train);
    }
}
