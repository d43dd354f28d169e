namespace TorchCurvature.PyTorch.Programs;

/// <summary>What a program says of a size.</summary>
/// <param name="Fixed">The size, where the program is for this one alone.</param>
/// <param name="Least">The smallest, where there is a bound.</param>
/// <param name="Most">The largest, where there is a bound.</param>
internal sealed record DeclaredSize(long? Fixed, long? Least = null, long? Most = null);
