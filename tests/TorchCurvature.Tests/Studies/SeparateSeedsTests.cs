using System.Text.Json.Nodes;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Studies;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

/// <summary>Data, weights and order with seeds of their own.</summary>
public sealed class SeparateSeedsTests
{
    private static readonly ProblemSpec s_usual = new() { Data = new BlobsSpec { Samples = 20 }, Seed = 3 };

    [Fact]
    public void ASeedOfItsOwnChangesThatAlone()
    {
        long[] usual = SeedsOf(s_usual);
        Assert.Equal([false, true, true], Kept(s_usual with { SeedOfData = 4 }));
        Assert.Equal([true, false, true], Kept(s_usual with { SeedOfWeights = 4 }));
        Assert.Equal([true, true, false], Kept(s_usual with { SeedOfOrder = 4 }));
        Assert.Equal([true, true, true], Kept(s_usual with { SeedOfData = 3, SeedOfWeights = 3, SeedOfOrder = 3 }));
        Assert.Equal([true, true, true], Kept(s_usual with { Seed = 4, SeedOfData = 3, SeedOfWeights = 3, SeedOfOrder = 3 }));

        bool[] Kept(ProblemSpec other) => [.. SeedsOf(other).Zip(usual, (a, b) => a == b)];
    }

    [Fact]
    public async Task ExamplesAndWeightsFollowTheirSeeds()
    {
        using Problem usual = await Load(s_usual), data = await Load(s_usual with { SeedOfData = 4 });
        using Problem weights = await Load(s_usual with { SeedOfWeights = 4 });
        TensorAssert.SameBits(usual.Train.Inputs, weights.Train.Inputs);
        Assert.False(usual.Train.Inputs.allclose(data.Train.Inputs));
        using Tensor w = WeightsOf(usual), same = WeightsOf(data), other = WeightsOf(weights);
        TensorAssert.SameBits(w, same);
        Assert.False(w.allclose(other));

        static Task<Problem> Load(ProblemSpec spec) => spec.LoadAsync(cancellation: TestContext.Current.CancellationToken);

        static Tensor WeightsOf(Problem problem)
        {
            using nn.Module<Tensor, Tensor> model = problem.Spec.Model.Create([100], 5, problem.Spec.WeightSeed);
            return new ParameterLayout(model).ToVector();
        }
    }

    [Fact]
    public void AManifestKeepsThem()
    {
        ProblemSpec spec = s_usual with { SeedOfData = 1, SeedOfWeights = 0, SeedOfOrder = null };
        Assert.Equal(SeedsOf(spec), SeedsOf(ProblemSpec.FromJson(spec.ToJson())));

        // Manifests of earlier versions have no such lines.
        JsonObject earlier = s_usual.ToJson();
        earlier.Remove("weight-seed");
        earlier.Remove("order-seed");
        Assert.Equal(SeedsOf(s_usual), SeedsOf(ProblemSpec.FromJson(earlier)));
    }

    private static long[] SeedsOf(ProblemSpec spec) => [spec.DataSeed, spec.WeightSeed, spec.OrderSeed];
}
