using TorchCurvature.Landscape;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Estimates;
using TorchCurvature.Studies.Runs;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies.Estimates;

/// <summary>What is counted beforehand, against the passes that the network sees.</summary>
public sealed class LandscapeWorkTests : IDisposable
{
    private readonly StoredRuns _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public async Task ALineTakesThePassesThatAreCounted()
    {
        using LoadedRuns loaded = await LoadAsync();
        var spec = new LineSpec { Points = 7 };
        LandscapeWork work = LandscapeWork.Of(spec);

        // Both data have a batch each; 0 and 1 are among the positions, and are the ends.
        int passes = Passes(loaded, () => PathStudy.Interpolate(loaded, spec with { From = -0.25, To = 1.3 }));
        Assert.Equal(2 * work.Evaluations, passes);
    }

    [Fact]
    public async Task AnAscentTakesThePassesThatAreCounted()
    {
        using LoadedRuns loaded = await LoadAsync();
        var options = new KeskarOptions { Starts = 2, Steps = 5 };
        LandscapeWork work = LandscapeWork.Of(options);
        int passes = Passes(loaded, () => KeskarStudy.Measure(loaded, options));
        Assert.Equal(work.Gradients + work.Evaluations + 1, passes); // and the loss at the beginning
    }

    /// <summary>A measurement takes nothing away from what is measured.</summary>
    [Fact]
    public async Task AnEstimateLeavesTheNetworkAsItWas()
    {
        using LoadedRuns loaded = await LoadAsync();
        loaded.GoTo(1);
        using Tensor before = loaded.Train.Layout.ToVector();
        RunEstimate estimate = LandscapeWork.Of(new LineSpec { LargestEigenvalue = true }).Estimate(loaded, Calibration.Quick);
        using Tensor after = loaded.Train.Layout.ToVector();
        Assert.True(before.eq(after).all().item<bool>());
        Assert.True(estimate.Seconds > 0);
    }

    private async Task<LoadedRuns> LoadAsync()
    {
        FinishedRun a = await _runs.StoreAsync("a", StoredRuns.Problem, weights: 1);
        FinishedRun b = await _runs.StoreAsync("b", StoredRuns.Problem, weights: 2);
        return await LoadedRuns.LoadAsync([a, b], CPU);
    }

    private static int Passes(LoadedRuns loaded, Action study)
    {
        int passes = 0;
        nn.Module<Tensor, Tensor> first = loaded.Model.children().OfType<nn.Module<Tensor, Tensor>>().First();
        using (new Hook(first.register_forward_hook((_, _, output) =>
        {
            passes++;
            return output;
        }).remove))
        {
            study();
        }

        return passes;
    }

    private sealed class Hook(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
