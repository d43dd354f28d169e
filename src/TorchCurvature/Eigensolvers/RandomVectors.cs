using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Eigensolvers;

/// <summary>Random vectors as float64 rows that depend on a seed and a purpose and on nothing else.</summary>
internal static class RandomVectors
{
    /// <summary>Independent standard normal entries.</summary>
    internal static Tensor Gaussian(long count, long dimension, long seed, string purpose, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new((ulong)SeedStream.Derive(seed, purpose));
        return randn([count, dimension], ScalarType.Float64, generator: generator).to(device).MoveToOuterDisposeScope();
    }

    /// <summary>Independent entries ±1.</summary>
    internal static Tensor Signs(long count, long dimension, long seed, string purpose, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new((ulong)SeedStream.Derive(seed, purpose));
        Tensor bits = randint(0, 2, [count, dimension], ScalarType.Float64, generator: generator);
        return bits.mul_(2).sub_(1).to(device).MoveToOuterDisposeScope();
    }
}
