namespace TorchCurvature.Curvature.Exact;

/// <summary>How an exact Hessian was computed.</summary>
public enum ExactHessianMethod
{
    /// <summary>In closed form, at the speed of matrix products: fully connected networks.</summary>
    FullyConnectedClosedForm,

    /// <summary>
    /// The Gauss–Newton part from the output Jacobians, the rest from tangents batched over parameter directions: chains of
    /// convolutions, pooling and linear layers.
    /// </summary>
    BatchedTangents,

    /// <summary>
    /// Column by column, by double backward, or from the Jacobians of single examples where no second derivatives of the network take part:
    /// every other module.
    /// </summary>
    ColumnByColumn,
}
