namespace TorchCurvature.Curvature.Matrices;

/// <summary>F = ∇²L − G = (1/N) Σ_n Σ_c g_{n,c} ∇²f_{n,c}, the functional Hessian: mathematics.md (5).</summary>
public sealed class FunctionalHessianMatrix : HessianRemainderMatrix
{
    internal FunctionalHessianMatrix()
    {
    }

    /// <inheritdoc/>
    public override string Word => "functional";

    /// <inheritdoc/>
    public override string Symbol => "F";

    /// <inheritdoc/>
    public override string Title => "functional Hessian";

    /// <inheritdoc/>
    public override string Description => "the rest";

    /// <inheritdoc/>
    public override CurvatureMatrix Subtracted => CurvatureMatrices.GaussNewton;
}
