using TorchCurvature.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature;

/// <summary>The matrix in the outputs that makes each part what it is.</summary>
internal static class OutputCurvature
{
    /// <summary>M_n [n, C, C] of the form Σ J_nᵀ M_n J_n that a part has: A_n, or g_n g_nᵀ for the gradient covariance.</summary>
    public static Tensor Of(CurvaturePart part, Loss loss, Tensor outputs, Tensor targets)
    {
        if (part != CurvaturePart.GradientCovariance)
        {
            return loss.OutputHessian(outputs, targets);
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor g = loss.OutputGradient(outputs, targets);
        return (g.unsqueeze(2) * g.unsqueeze(1)).MoveToOuterDisposeScope();
    }

    /// <summary>The part that is subtracted from the Hessian to leave this one, or null where it is no difference.</summary>
    public static CurvaturePart? Complement(CurvaturePart part) => part switch
    {
        CurvaturePart.Functional => CurvaturePart.GaussNewton,
        CurvaturePart.LabelProbabilityRemainder => CurvaturePart.GradientCovariance,
        _ => null,
    };
}
