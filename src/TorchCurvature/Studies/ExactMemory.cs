using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Gram;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>Bytes at the peak of what an <see cref="ExactStudy"/> computes at a point.</summary>
internal static class ExactMemory
{
    // What is left is not filled to the brim.
    private const double ShareForVectors = 0.8;

    // Matrices beside the eigenvectors in work, measured: H, G and the empirical Fisher with their vectors, and the rest; and C beside H.
    private const double SplitMatrices = 7;
    private const double NoiseMatrices = 4;

    // Of a Gram matrix: itself, the copy that LAPACK overwrites, and twice as much for its work where vectors are wanted.
    private const double ForValues = 2;
    private const double ForVectors = 4;

    /// <summary>Through a Gram matrix, the eigenvectors [P] not included.</summary>
    public static double ByGram(GramPlan gram, SpectrumSpec spec) =>
        Math.Max(gram.RequiredBytes, (spec.Eigenvectors ? ForVectors : ForValues) * OfGramMatrix(gram)) + OfProgram(spec);

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
    /// <param name="shape">The matrix.</param>
    /// <param name="spec">What is looked at.</param>
    /// <param name="precision">The precision of the matrix.</param>
    /// <param name="kernel">That of a neural tangent kernel, which is computed while matrix and vectors stay.</param>
    public static double Of(MatrixShape shape, SpectrumSpec spec, WorkingPrecision precision, double kernel = 0)
    {
        int size = precision.ScalarType.ElementSize();
        double matrix = Square(shape.Dimension) * size;
        double rows = Square(shape.NonzeroRows ?? shape.Dimension) * size;
        double restricted = shape.NonzeroRows == shape.Dimension ? 0 : rows;
        double whole = restricted == 0 ? 0 : matrix;
        // LAPACK overwrites a copy, and has two more for its work where vectors are wanted.
        double values = matrix + restricted + rows;
        double vectors = matrix + whole + restricted + (3 * rows);
        // Vectors that are kept stay beside whatever follows, and the matrix that is looked at beside the Hessian of a look.
        double kept = spec.Eigenvectors ? matrix : 0;
        double beside = (spec.NeedsVectors ? matrix : 0) + (spec.Matrix == CurvatureMatrices.Hessian ? 0 : matrix);
        double block = Square(shape.LargestBlock ?? shape.Dimension) * size;
        double ofBlock = matrix + ((shape.LargestBlock is null ? 3 : 2) * block);
        double[] parts =
        [
            spec.NeedsVectors ? vectors : values,
            spec.Layers is null ? 0 : kept + ofBlock,
            spec.Split ? (SplitMatrices * matrix) + vectors : 0,
            spec.Noise ? (NoiseMatrices * matrix) + vectors : 0,
            spec.Track is null ? 0 : beside + (3 * matrix),
            kernel == 0 ? 0 : matrix + kept + kernel,
        ];
        // What the computation worked with is given back to the native library, which keeps most of it.
        return parts.Max() + shape.WorkingBytes + OfProgram(spec);
    }

    /// <summary>What the run loads and compiles.</summary>
    public static double OfProgram(SpectrumSpec spec) =>
        ProgramMemory.OfFiles
        + (spec.Points == AnalysedPoints.Both ? ProgramMemory.OfFurtherPoint : 0)
        + (spec.Theory ? ProgramMemory.OfFits : 0)
        + (spec.Split ? ProgramMemory.OfSplit : 0);

    private static double Square(long rows) => (double)rows * rows;

    /// <summary>Of a neural tangent kernel with its eigenvalues, beside what else is there; it stays at each point.</summary>
    public static double OfKernel(GramPlan kernel, SpectrumSpec spec)
    {
        double kept = KernelResult.KeptBytes(kernel.Size) * (spec.Points == AnalysedPoints.Both ? 1 : 0);
        return kept + Math.Max(kernel.RequiredBytes, ForValues * OfGramMatrix(kernel));
    }

    /// <summary>Whether the matrix [P, P] of a risk and its eigenvalues fit.</summary>
    public static bool WholeFits(EmpiricalRisk risk) => MachineMemory.AvailableBytes >= Math.Max(
        ExactHessian.RequiredBytes(risk.Dimension, risk.Layout.DType),
        DenseEigensolver.RequiredBytes(risk.Dimension, risk.Layout.DType, vectors: false));
}
