using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>
/// Random vectors as float64 rows. Each depends on the seed, its purpose and its number and on nothing else, not
/// on how many are drawn at once.
/// </summary>
internal static class RandomVectors
{
    /// <summary>Independent standard normal entries.</summary>
    internal static Tensor Gaussian(int first, int count, long dimension, long seed, string purpose, Device device) =>
        Draw(first, count, seed, purpose, device, generator => randn([1, dimension], ScalarType.Float64, generator: generator));

    /// <summary>Independent entries ±1.</summary>
    internal static Tensor Signs(int first, int count, long dimension, long seed, string purpose, Device device) =>
        Draw(first, count, seed, purpose, device, generator =>
            randint(0, 2, [1, dimension], ScalarType.Float64, generator: generator).MultiplyInPlace(2).SubtractInPlace(1));

    private static Tensor Draw(int first, int count, long seed, string purpose, Device device, Func<Generator, Tensor> draw)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] rows = [.. Enumerable.Range(first, count).Select(i =>
        {
            using Generator generator = new((ulong)SeedStream.Derive(seed, $"{purpose} {i}"));
            return draw(generator);
        })];
        return (count == 1 ? rows[0] : cat(rows)).to(device).MoveToOuterDisposeScope();
    }
}
