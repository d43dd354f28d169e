using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Landscape;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Curvature;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Landscape;

public sealed class WeightMatchingTests
{
    private static readonly long[] s_widths = [6, 9, 7, 8, 4];

    /// <summary>A network whose hidden units are moved by hand, without the code under test.</summary>
    private static Sequential Shuffled(Sequential network, bool bias, out int[][] units)
    {
        var random = new Random(1);
        Sequential copy = Networks.FullyConnected(s_widths, "tanh", bias, seed: 99);
        Linear[] from = [.. network.children().OfType<Linear>()], to = [.. copy.children().OfType<Linear>()];
        units = [.. s_widths[1..^1].Select(width => Enumerable.Range(0, (int)width).ToArray())];
        foreach (int[] layer in units)
        {
            random.Shuffle(layer);
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        for (int l = 0; l < from.Length; l++)
        {
            for (int i = 0; i < s_widths[l + 1]; i++)
            {
                int row = l < units.Length ? units[l][i] : i;
                for (int j = 0; j < s_widths[l]; j++)
                {
                    to[l].weight![row, l > 0 ? units[l - 1][j] : j] = from[l].weight![i, j];
                }

                if (bias)
                {
                    to[l].bias![row] = from[l].bias![i];
                }
            }
        }

        return copy;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AKnownPermutationIsRecoveredExactlyAndTheLineHasNoBarrier(bool bias)
    {
        using Sequential network = Networks.FullyConnected(s_widths, "tanh", bias, seed: 1),
            shuffled = Shuffled(network, bias, out int[][] units);
        Batch[] drawn = Networks.Batches([6], 4, seed: 2, 20, 9);
        // Labels that the network gets right: only then is what lies between it and its copy a wall.
        Batch[] batches = [.. drawn.Select(b =>
        {
            using Tensor outputs = network.forward(b.Inputs);
            return new Batch(b.Inputs.alias(), outputs.argmax(1));
        })];
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        using Tensor a = risk.Layout.ToVector(), b = new ParameterLayout(shuffled).ToVector();
        using (new LiveTensors())
        {
            Assert.Equal(risk.Evaluate().Loss, new EmpiricalRisk(shuffled, new CrossEntropy(), batches).Evaluate().Loss, 1e-13);
            UnitPermutation permutation = WeightMatching.Match(network, a, b);
            Assert.Equal(units, permutation.Units);
            using Tensor matched = permutation.Apply(b);
            TensorAssert.SameBits(a, matched);

            double[] positions = [0.1, 0.25, 0.5, 0.75, 0.9];
            using var before = new StraightLine(a, b);
            using var after = new StraightLine(a, matched);
            Assert.True(PathProfile.Compute(before, risk, positions).AboveInterpolation.Height > 1e-2);
            Assert.Equal(0, PathProfile.Compute(after, risk, positions).AboveInterpolation.Height, 1e-14);
        }

        Array.ForEach([.. batches, .. drawn], x => x.Dispose());
    }

    [Fact]
    public void MatchingBringsOtherNetworksNearerAndLeavesTheirFunctionAsItIs()
    {
        using Sequential first = Networks.FullyConnected(s_widths, "relu", bias: true, seed: 1),
            second = Networks.FullyConnected(s_widths, "relu", bias: true, seed: 2);
        using DisposeScope scope = NewDisposeScope();
        var layout = new ParameterLayout(second);
        Tensor a = new ParameterLayout(first).ToVector(), b = layout.ToVector(), inputs = ones([1, 6], ScalarType.Float64);
        Tensor expected = second.forward(inputs).detach().clone();
        Tensor matched = WeightMatching.Match(first, a, b).Apply(b);
        layout.Assign(matched);
        TensorAssert.Near(expected, second.forward(inputs), 1e-14);
        Assert.True((a - matched).norm().item<double>() < 0.95 * (a - b).norm().item<double>());
    }

    [Fact]
    public void NetworksWithoutAnOrderOfUnitsAreRefused()
    {
        using Sequential convolutional = nn.Sequential(
            nn.Conv2d(1, 2, 3, dtype: ScalarType.Float64), nn.Flatten(), nn.Linear(2, 2, dtype: ScalarType.Float64));
        using Sequential network = Networks.FullyConnected([2, 3, 2], "relu", bias: true, seed: 1);
        using Tensor w = new ParameterLayout(convolutional).ToVector(), v = new ParameterLayout(network).ToVector(),
            broken = v * double.NaN;
        Assert.Throws<NotSupportedException>(() => WeightMatching.Match(convolutional, w, w));
        Assert.Throws<ArgumentException>(() => WeightMatching.Match(network, w, w));
        Assert.Throws<ArgumentException>(() => WeightMatching.Match(network, v, broken));
        Assert.Throws<ArgumentException>("network", () => WeightMatching.Match(network, v, v).Apply(w));
    }

    /// <summary>
    /// With the first network's weights the identity, and nothing behind the units, what an order is worth is a sum of any numbers.
    /// </summary>
    [Fact]
    public void TheOrderOfALayerIsTheBestOfAllPermutations()
    {
        var random = new Random(3);
        for (int n = 1; n <= 6; n++)
        {
            for (int trial = 0; trial < 20; trial++)
            {
                // Whole numbers, so that there are ties.
                double[] scores = [.. Enumerable.Range(0, n * n).Select(_ => (double)random.Next(-5, 6))];
                using Sequential network = Networks.FullyConnected([n, n, 1], "relu", bias: false, seed: 1);
                using DisposeScope scope = NewDisposeScope();
                Tensor none = zeros(n, ScalarType.Float64), second = cat([tensor(scores).view(n, n).t().reshape(-1), none]),
                    first = cat([eye(n, dtype: ScalarType.Float64).reshape(-1), none]);
                int[] found = [.. WeightMatching.Match(network, first, second).Units[0]];
                Assert.Equal(Enumerable.Range(0, n), found.Order());
                Assert.Equal(Permutations([.. Enumerable.Range(0, n)], 0).Max(p => Total(p)), Total(found));

                double Total(int[] columns) => columns.Select((column, row) => scores[(row * n) + column]).Sum();
            }
        }
    }

    private static IEnumerable<int[]> Permutations(int[] items, int fixedCount)
    {
        if (fixedCount == items.Length)
        {
            yield return [.. items];
        }

        for (int i = fixedCount; i < items.Length; i++)
        {
            (items[fixedCount], items[i]) = (items[i], items[fixedCount]);
            foreach (int[] permutation in Permutations(items, fixedCount + 1))
            {
                yield return permutation;
            }

            (items[fixedCount], items[i]) = (items[i], items[fixedCount]);
        }
    }
}
