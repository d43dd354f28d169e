using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Settings;
using TorchCurvature.Studies;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Models;

/// <summary>The transformer and the text of the command line.</summary>
public sealed class TransformerSpecTests
{
    [Theory]
    [InlineData(12, 2, 2, 16, 27)]
    [InlineData(4, 1, 1, 3, 5)]
    [InlineData(6, 3, 4, 2, 2)]
    public void ItsParametersAreCountedBeforeItIsMade(int width, int heads, int depth, int length, int outputs)
    {
        var spec = new TransformerSpec { Width = width, Heads = heads, Depth = depth };
        using nn.Module<Tensor, Tensor> model = spec.Create([length], outputs, seed: 1);
        Assert.Equal(new ParameterLayout(model).Dimension, spec.ParameterCount([length], outputs));
    }

    [Fact]
    public async Task EveryLabelIsTheTokenThatFollows()
    {
        using TrainTestSplit data = await new TextSpec { Samples = 7, Length = 5 }
            .LoadAsync(seed: 2, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([7L, 5L], data.Train.Inputs.shape);
        Assert.Equal(ScalarType.Int64, data.Train.Inputs.dtype);
        long[] tokens = [.. data.Train.Inputs.data<long>()], labels = [.. data.Train.Labels.data<long>()];
        Assert.Equal(tokens[1..], labels[..^1]);
        Assert.NotEqual(tokens, data.Test!.Inputs.data<long>());
    }

    [Fact]
    public async Task ItReadsTokensAlone()
    {
        ProblemSpec spec = new() { Data = new BlobsSpec(), Model = new TransformerSpec() };
        SettingException e = await Assert.ThrowsAsync<SettingException>(
            () => spec.LoadAsync(cancellation: TestContext.Current.CancellationToken));
        Assert.StartsWith("--model transformer reads tokens, and Gaussian blobs", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWidthThatItsHeadsDoNotDivideIsRefusedInASentence()
    {
        ProblemSpec spec = new() { Data = new TextSpec { Samples = 3 }, Model = new TransformerSpec { Width = 5 } };
        SettingException e = await Assert.ThrowsAsync<SettingException>(
            () => spec.LoadAsync(cancellation: TestContext.Current.CancellationToken));
        Assert.Equal("A width of 5 cannot be cut into 2 heads of one size.", e.Message);
    }
}
