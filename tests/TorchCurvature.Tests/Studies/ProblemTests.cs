using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Studies;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

public sealed class ProblemTests : IAsyncLifetime
{
    private static readonly ProblemSpec s_spec = new()
    {
        Data = new BlobsSpec { Samples = 20, Classes = 3, Dimension = 4 },
        Model = new NormalizedSpec(),
        Seed = 2,
    };

    private Problem _problem = null!;

    public async ValueTask InitializeAsync() => _problem = await s_spec.LoadAsync();

    public ValueTask DisposeAsync()
    {
        _problem.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("float64")]
    public async Task ANetworkMadeTwiceHasTheSameBits(string word)
    {
        var precision = WorkingPrecision.Parse(word);
        using Problem drawn = await (s_spec with { Model = new MlpSpec { Hidden = [3] } }).LoadAsync();
        using Problem other = await (s_spec with { Model = new MlpSpec { Hidden = [3] }, Seed = 3 }).LoadAsync();
        using nn.Module<Tensor, Tensor> one = drawn.CreateModel(precision, CPU), two = drawn.CreateModel(precision, CPU);
        using nn.Module<Tensor, Tensor> three = other.CreateModel(precision, CPU);
        Assert.All(one.parameters().Zip(two.parameters()), pair => TensorAssert.SameBits(pair.First, pair.Second));
        Assert.All(one.parameters(), p => Assert.Equal(precision.ScalarType, p.dtype));
        Assert.NotEqual(one.parameters().First().bytes.ToArray(), three.parameters().First().bytes.ToArray());
        Assert.Equal(one.parameters().Sum(p => p.numel()), drawn.ParameterCount);
    }

    /// <summary>A network that has seen examples has statistics of its own, which a copy needs.</summary>
    [Theory]
    [InlineData("float32", 1e-6)]
    [InlineData("float64", 1e-15)]
    public void ACopyHasTheSameOutputsInItsPrecision(string word, double tolerance)
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using nn.Module<Tensor, Tensor> model = _problem.CreateModel(WorkingPrecision.Float64, CPU);
        using nn.Module<Tensor, Tensor> fresh = _problem.CreateModel(WorkingPrecision.Float64, CPU);
        model.call(_problem.Train.Inputs);
        model.parameters().First().mul_(tensor(1.5, ScalarType.Float64));

        var precision = WorkingPrecision.Parse(word);
        using nn.Module<Tensor, Tensor> copy = _problem.Copy(model, precision);
        model.eval();
        copy.eval();
        fresh.eval();
        Tensor inputs = _problem.Test!.Inputs, expected = model.call(inputs);
        TensorAssert.Near(expected, copy.call(inputs.to(precision.ScalarType)), tolerance);
        Assert.True((expected - fresh.call(inputs)).abs().max().item<double>() > 1e-3);
        Assert.All(copy.named_buffers(), b => Assert.True(b.buffer.dtype == precision.ScalarType || b.buffer.dtype == ScalarType.Int64));
        foreach (((string name, Tensor mine), (string _, Tensor its)) in copy.named_buffers().Zip(model.named_buffers()))
        {
            TensorAssert.Near(its, mine, tolerance);
            Assert.NotEqual(its.Handle, mine.Handle);
        }
    }
}
