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
    // What is left is not filled to the brim.
    private const double ShareForVectors = 0.8;

    /// <summary>Through a Gram matrix, the eigenvectors [P] not included.</summary>
    public static double ByGram(GramPlan gram, SpectrumSpec spec) =>
        Math.Max(gram.RequiredBytes, DenseEigensolver.RequiredBytes(gram.Size, ScalarType.Float64, spec.Eigenvectors));

    /// <summary>The Gram matrix itself, which stays.</summary>
    public static double OfGramMatrix(GramPlan gram) => (double)gram.Size * gram.Size * ScalarType.Float64.ElementSize();

    /// <summary>How many of its eigenvectors can be kept at each point, of those that are asked for.</summary>
    public static int GramVectors(GramPlan gram, SpectrumSpec spec, double availableBytes)
    {
        double room = ShareForVectors * (availableBytes - ByGram(gram, spec));
        return spec.Eigenvectors ? (int)Math.Clamp(room / OfGramVectors(gram, spec, 1), 0, gram.Size) : 0;
    }

    /// <summary>So many eigenvectors at each point.</summary>
    public static double OfGramVectors(GramPlan gram, SpectrumSpec spec, int count) =>
        (double)count * gram.Dimension * ScalarType.Float64.ElementSize() * (spec.Points == AnalysedPoints.Both ? 2 : 1);

    /// <summary>Through the matrix [P, P], which may be kept beside others.</summary>
    /// <param name="dimension">P.</param>
    /// <param name="spec">What is looked at.</param>
    /// <param name="precision">The precision of the matrix.</param>
    /// <param name="kernel">That of a neural tangent kernel, which is computed while matrix and vectors stay.</param>
    public static double Of(long dimension, SpectrumSpec spec, WorkingPrecision precision, double kernel = 0)
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
            kernel == 0 ? 0 : matrix + kept + kernel,
        ];
        return parts.Max();
    }

    /// <summary>Of a neural tangent kernel with its eigenvalues, beside what else is there; it stays at each point.</summary>
    public static double OfKernel(GramPlan kernel, SpectrumSpec spec)
    {
        double kept = KernelResult.KeptBytes(kernel.Size) * (spec.Points == AnalysedPoints.Both ? 1 : 0);
        return kept + Math.Max(kernel.RequiredBytes, DenseEigensolver.RequiredBytes(kernel.Size, ScalarType.Float64, vectors: false));
    }

    /// <summary>Whether the matrix [P, P] of a risk and its eigenvalues fit.</summary>
    public static bool WholeFits(EmpiricalRisk risk) => MachineMemory.AvailableBytes >= Math.Max(
        ExactHessian.RequiredBytes(risk.Dimension, risk.Layout.DType),
        DenseEigensolver.RequiredBytes(risk.Dimension, risk.Layout.DType, vectors: false));
}
