using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>
/// One affine layer's share of a Gram matrix. For one position ∂z/∂W is b ⊗ ā, with b [channels] what is pulled back to z and ā [inputs]
/// what the layer read there; a row of the matrix is a sum of these over the positions.
/// </summary>
internal abstract class LayerShare : IDisposable
{
    /// <summary>Takes the next examples.</summary>
    /// <param name="pulledBack">b, [n, r, channels, positions].</param>
    /// <param name="patches">ā, [n, inputs, positions].</param>
    public abstract void Append(Tensor pulledBack, Tensor patches);

    /// <summary>The rows of some examples times those of others.</summary>
    /// <param name="rows">The first example here and how many.</param>
    /// <param name="others">The same layer's share that has the others; this one, or that of another block.</param>
    /// <param name="columns">The first example there and how many.</param>
    /// <returns>float64 [rows·r, columns·r], in the caller's scope.</returns>
    public abstract Tensor Tile(ExampleRange rows, LayerShare others, ExampleRange columns);

    /// <summary>Releases what was taken.</summary>
    public abstract void Dispose();
}
