using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Distributed;

/// <summary>The weights along a side of a part that multiply the activation of one hidden unit.</summary>
/// <param name="Source">The hidden unit, counted through all layers.</param>
/// <param name="Layer">The layer that reads it.</param>
/// <param name="Places">Where the weights stand along the side [k].</param>
/// <param name="Units">The units that they lead to [k].</param>
internal sealed record UnitReaders(long Source, int Layer, Tensor Places, Tensor Units) : IDisposable
{
    public void Dispose()
    {
        Places.Dispose();
        Units.Dispose();
    }
}
