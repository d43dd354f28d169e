using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Gram;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>Bytes at the peak of what an <see cref="ExactStudy"/> computes at a point.</summary>
internal static class ExactMemory
{
    /// <summary>Through a Gram matrix.</summary>
    public static double ByGram(GramPlan gram) =>
        Math.Max(gram.RequiredBytes, DenseEigensolver.RequiredBytes(gram.Size, ScalarType.Float64, vectors: false));

    /// <summary>Through the matrix [P, P], which may be kept beside others.</summary>
    /// <param name="dimension">P.</param>
    /// <param name="spec">What is looked at.</param>
    /// <param name="precision">The precision of the matrix.</param>
    public static double Of(long dimension, SpectrumSpec spec, WorkingPrecision precision)
    {
        ScalarType dtype = precision.ScalarType;
        double matrix = (double)dimension * dimension * dtype.ElementSize();
        double computed = ExactHessian.RequiredBytes(dimension, dtype);
        // Vectors that are kept stay beside whatever follows, and the matrix that is looked at beside the Hessian of a look.
        double kept = spec.Eigenvectors ? matrix : 0;
        double beside = (spec.NeedsVectors ? matrix : 0) + (spec.Matrix == CurvatureMatrices.Hessian ? 0 : matrix);
        // A block of one layer can be nearly the whole matrix.
        double ofLayers = matrix + DenseEigensolver.RequiredBytes(dimension, dtype, vectors: false);
        double[] parts =
        [
            computed,
            DenseEigensolver.RequiredBytes(dimension, dtype, spec.NeedsVectors),
            spec.Layers is null ? 0 : kept + ofLayers,
            spec.Split ? kept + Math.Max(HessianSplit.RequiredBytes(dimension, dtype), (2 * matrix) + computed) : 0,
            spec.Noise ? kept + Math.Max(GradientNoise.RequiredBytes(dimension, dtype), matrix + computed) : 0,
            spec.Track is null ? 0 : beside + (2 * matrix) + computed,
        ];
        return parts.Max();
    }

    /// <summary>Whether the matrix [P, P] of a risk and its eigenvalues fit.</summary>
    public static bool WholeFits(EmpiricalRisk risk) => MachineMemory.AvailableBytes >= Math.Max(
        ExactHessian.RequiredBytes(risk.Dimension, risk.Layout.DType),
        DenseEigensolver.RequiredBytes(risk.Dimension, risk.Layout.DType, vectors: false));
}
