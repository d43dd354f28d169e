using static TorchSharp.torch;

namespace TorchCurvature.Studies.Parts;

/// <summary>What is known of a matrix whose parts lie in several processes. Owns its tensor.</summary>
/// <param name="Norm">‖·‖_F.</param>
/// <param name="ZeroRows">Rows that are exactly zero.</param>
/// <param name="Product">Its product with the vector that was sent along.</param>
internal sealed record PartAnswer(double Norm, long ZeroRows, Tensor Product) : IDisposable
{
    public void Dispose() => Product.Dispose();
}
