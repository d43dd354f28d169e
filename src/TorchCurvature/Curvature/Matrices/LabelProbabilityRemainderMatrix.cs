namespace TorchCurvature.Curvature.Matrices;

/// <summary>∇²L minus the empirical Fisher matrix: the second term of the label-probability split (Sagun et al. 2017).</summary>
public sealed class LabelProbabilityRemainderMatrix : HessianRemainderMatrix
{
    internal LabelProbabilityRemainderMatrix()
    {
    }

    /// <inheritdoc/>
    public override string Word => "label-probability-remainder";

    /// <inheritdoc/>
    public override string Symbol => "H − empirical Fisher";

    /// <inheritdoc/>
    public override string FileName => Word;

    /// <inheritdoc/>
    public override string Title => "Hessian less the empirical Fisher (uncentred gradient covariance)";

    /// <inheritdoc/>
    public override string Description => "the Hessian less the empirical Fisher";

    /// <inheritdoc/>
    public override CurvatureMatrix Subtracted => CurvatureMatrices.EmpiricalFisher;
}
