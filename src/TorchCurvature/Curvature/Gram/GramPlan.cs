using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>What a <see cref="GramMatrix"/> takes, said before it is computed.</summary>
public sealed record GramPlan
{
    // Beside the matrix and what the layers keep: tensors of the size that all layers have of what is pulled back at a time, measured; row
    // by row, that of a pass.
    private const double WorkingTensors = 5;
    private const double OfPass = 1e8;
    private const double SmallestBudget = 2.5e7;

    // Of two that are there at a time, so that a fifth stays free.
    private const double ShareOfBlock = 0.4;

    private GramPlan(long size, long dimension, long vectors, GramMethod method, double keptBytes, double workingBytes)
    {
        (Size, Dimension, Vectors, Method) = (size, dimension, vectors, method);
        RequiredBytes = MatrixBytes(size) + keptBytes + workingBytes + GradientBytes(dimension);
    }

    /// <summary>The number of vectors S_nᵀJ_n: so many eigenvalues at most are not zero.</summary>
    public long Size { get; }

    /// <summary>P.</summary>
    public long Dimension { get; }

    /// <summary>How it is computed.</summary>
    public GramMethod Method { get; }

    /// <summary>Bytes at the peak of the computation, without that of the eigenvalues.</summary>
    public double RequiredBytes { get; }

    /// <summary>Whether the Gram matrix is smaller than the matrix [P, P] whose eigenvalues it has.</summary>
    public bool IsSmaller => Size < Dimension;

    /// <summary>Multiplications and additions.</summary>
    public double Operations { get; private init; }

    /// <summary>Backward passes, each over one example, where it is computed row by row; 0 where not.</summary>
    public double BackwardPasses { get; private init; }

    /// <summary>
    /// How many times the vectors are computed: once where memory holds what is kept of all of them, and else about half as many times as
    /// there are blocks.
    /// </summary>
    public double Sweeps { get; private init; } = 1;

    /// <summary>r, vectors of one term.</summary>
    internal long Vectors { get; }

    /// <summary>Rows of a block.</summary>
    internal long BlockRows { get; private init; }

    /// <summary>The plan for a matrix, on this machine.</summary>
    /// <param name="risk">The risk L.</param>
    /// <param name="kind">Which matrix.</param>
    /// <param name="method">Forces a method; null takes the faster one that the module's structure allows.</param>
    /// <returns>Null for a matrix that is no sum of so few outer products, such as the Hessian.</returns>
    public static GramPlan? For(EmpiricalRisk risk, CurvatureMatrix kind, GramMethod? method = null) =>
        For(risk, kind, method, MachineMemory.AvailableBytes);

    /// <summary>The same for so much memory.</summary>
    internal static GramPlan? For(EmpiricalRisk risk, CurvatureMatrix kind, GramMethod? method, double available)
    {
        ArgumentNullException.ThrowIfNull(risk);
        ArgumentNullException.ThrowIfNull(kind);
        if (kind is not OutputCurvatureMatrix ofOutputs || VectorsOfTerm(risk, ofOutputs) is not (> 0 and var vectors))
        {
            return null;
        }

        FeedForwardStructure? structure = method == GramMethod.RowByRow ? null : FeedForwardStructure.Of(risk);
        return structure is null ? ByRows(risk, vectors, available) : ByLayers(risk, structure, vectors, available);
    }

    /// <summary>The plan for the neural tangent kernel, and so much memory.</summary>
    internal static GramPlan ForKernel(EmpiricalRisk risk, double available) =>
        For(risk, new OutputIdentityMatrix(), method: null, available)!;

    private static GramPlan ByLayers(EmpiricalRisk risk, FeedForwardStructure structure, long vectors, double available)
    {
        IReadOnlyList<LayerSize> sizes = LayerGram.Sizes(structure, risk, vectors);
        long size = risk.TermCount * vectors;
        double ofTerm = sizes.Sum(layer => (double)layer.Numbers) * risk.Layout.DType.ElementSize();
        double pairs = risk.TermCount * (risk.TermCount + 1.0) / 2;
        double working = WorkingTensors * LayerGram.NumbersAtOnce(sizes, vectors, risk.ExampleCount) * risk.Layout.DType.ElementSize();
        double room = available - MatrixBytes(size) - working - GradientBytes(risk.Dimension);
        (long rows, long blocks) = BlocksOf(size, ofTerm / vectors, Math.Max(SmallestBudget, room));
        double kept = ofTerm / vectors * rows * Math.Min(blocks, 2);
        return new GramPlan(size, risk.Dimension, vectors, GramMethod.LayerByLayer, kept, working)
        {
            BlockRows = rows,
            Sweeps = (blocks + 1) / 2.0,
            Operations = pairs * sizes.Sum(layer => layer.OperationsOfPair),
        };
    }

    private static GramPlan ByRows(EmpiricalRisk risk, long vectors, double available)
    {
        long size = risk.TermCount * vectors;
        double rowBytes = (double)risk.Dimension * risk.Layout.DType.ElementSize();
        double budget = Math.Max(SmallestBudget, (available / 2.0) - MatrixBytes(size));
        (long rows, long blocks) = BlocksOf(size, rowBytes, budget);
        return new GramPlan(size, risk.Dimension, vectors, GramMethod.RowByRow, rowBytes * rows * Math.Min(blocks, 2), OfPass)
        {
            Operations = (double)size * size * risk.Dimension,
            BackwardPasses = size * (blocks + 1) / 2.0,
            BlockRows = rows,
            Sweeps = (blocks + 1) / 2.0,
        };
    }

    /// <summary>
    /// Bytes of what a gradient takes beside the network, by which the Gram matrix is compared with the module: its parts, these as one
    /// vector, and the sum in float64.
    /// </summary>
    internal static double GradientBytes(long dimension) => 3.0 * dimension * ScalarType.Float64.ElementSize();

    private static double MatrixBytes(long size) => (double)size * size * ScalarType.Float64.ElementSize();

    // All rows, or blocks of which two fit.
    private static (long Rows, long Blocks) BlocksOf(long size, double rowBytes, double budget)
    {
        long rows = rowBytes * size <= budget ? size : Math.Max(1, (long)(ShareOfBlock * budget / rowBytes));
        return (rows, (size + rows - 1) / rows);
    }

    private static long? VectorsOfTerm(EmpiricalRisk risk, OutputCurvatureMatrix kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable kernels = risk.EnterRightKernels();
        using Batch one = risk.Batches[0].Piece(0, 1);
        return OutputRows.TryFind(risk, kind, one)?.Root.shape[2];
    }
}
