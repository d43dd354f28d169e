using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>Some examples, one after the other.</summary>
/// <param name="First">The first one.</param>
/// <param name="Count">How many.</param>
internal readonly record struct ExampleRange(long First, long Count)
{
    /// <summary>Their part of a tensor [examples, …], as a view.</summary>
    public Tensor Of(Tensor perExample) => perExample.narrow(0, First, Count);
}
