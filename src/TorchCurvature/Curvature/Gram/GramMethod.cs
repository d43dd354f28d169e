namespace TorchCurvature.Curvature.Gram;

/// <summary>How a <see cref="GramMatrix"/> is computed.</summary>
public enum GramMethod
{
    /// <summary>
    /// From what each layer reads and what is pulled back to it, without a Jacobian of linear layers; for plain chains of known layers.
    /// </summary>
    LayerByLayer,

    /// <summary>From the vectors themselves, one backward pass for each, in blocks that memory allows; for every module.</summary>
    RowByRow,
}
