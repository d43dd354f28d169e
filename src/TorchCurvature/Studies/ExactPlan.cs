using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Gram;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchCurvature.Sharing;
using TorchCurvature.Studies.Parts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// The memory that an <see cref="ExactStudy"/> of one point takes, beside what there is, and the time of a matrix column by column.
/// </summary>
public sealed class ExactPlan
{
    private readonly SpectrumSpec _spec;
    private readonly double _bytesOfRotatedPairs;

    private ExactPlan(
        long dimension, long? rotated, SpectrumSpec spec, long availableBytes, GramPlan? gram = null, GramPlan? kernel = null,
        PartsPlan? parts = null, MatrixShape? shape = null)
    {
        (Dimension, RotatedDimension, _spec, AvailableBytes, Gram, Kernel) = (dimension, rotated, spec, availableBytes, gram, kernel);
        Shape = shape ?? new MatrixShape(SolvedDimension);
        KernelBytes = kernel is null ? 0 : ExactMemory.OfKernel(kernel, spec);
        Parts = parts is { IsPossible: true } ? parts : null;
        MissingSolver = Parts is null ? parts?.Solver.Missing : null;
        if (gram is not null)
        {
            GramVectors = ExactMemory.GramVectors(gram, spec, availableBytes - KernelBytes);
            int kept = spec.Eigenvectors ? Math.Max(1, GramVectors) : 0;
            double vectors = ExactMemory.OfGramVectors(gram, spec, kept);
            double withKernel = kernel is null ? 0 : ExactMemory.OfGramMatrix(gram) + KernelBytes + ExactMemory.OfProgram(spec);
            RequiredBytes = vectors + Math.Max(ExactMemory.ByGram(gram, spec), withKernel);
        }
        else if (Parts is not null)
        {
            RequiredBytes = Parts.RequiredBytes + KernelBytes;
        }
        else
        {
            RequiredBytes = ExactMemory.Of(Shape, spec, spec.Precision, KernelBytes);
        }

        if (rotated is { } solved && spec.NeedsVectors)
        {
            _bytesOfRotatedPairs = RotatedPairs.RequiredBytes(dimension, solved, spec.Precision.ScalarType);
            RequiredBytes = Math.Max(RequiredBytes, _bytesOfRotatedPairs);
        }
    }

    /// <summary>P.</summary>
    public long Dimension { get; }

    /// <summary>The Gram matrix that is taken in the place of the matrix [P, P]; null where that is computed whole.</summary>
    public GramPlan? Gram { get; }

    /// <summary>How several processes share the matrix; null where this one computes it alone.</summary>
    internal PartsPlan? Parts { get; }

    /// <summary>Why they do not, where they would: what was looked for, in sentences.</summary>
    internal string? MissingSolver { get; private init; }

    /// <summary>
    /// How many eigenvectors at most are kept at each point where <see cref="Gram"/> is taken; 0 where none is asked for.
    /// </summary>
    public int GramVectors { get; }

    /// <summary>The neural tangent kernel that is computed too; null where none is asked for, or the data are not known.</summary>
    public GramPlan? Kernel { get; }

    internal double KernelBytes { get; }

    /// <summary>The Gram matrix and its vectors, for a point; null where there is none.</summary>
    internal GramUse? GramUse => Gram is null ? null : new GramUse(_spec.Matrix, GramVectors);

    /// <summary>
    /// P', where the inputs span so few dimensions that the parameters of the first layer are rotated and those that the data do not
    /// reach fall out; null where they are not.
    /// </summary>
    public long? RotatedDimension { get; }

    /// <summary>The dimension of the matrix that is computed and diagonalized.</summary>
    internal long SolvedDimension => RotatedDimension ?? Dimension;

    /// <summary>What is known of the matrix that is computed whole.</summary>
    internal MatrixShape Shape { get; }

    /// <summary>Bytes at the peak, beside what the process has taken already.</summary>
    public double RequiredBytes { get; }

    /// <summary>Bytes that can be had.</summary>
    public long AvailableBytes { get; }

    /// <summary>
    /// About how many seconds the matrix takes at one point where it is computed column by column, measured; null where it is not.
    /// </summary>
    public double? MatrixSeconds { get; private init; }

    /// <summary>The bytes that are taken where so many rows are not zero.</summary>
    internal double BytesWith(long nonzeroRows) => Gram is not null || Parts is not null
        ? RequiredBytes
        : Math.Max(
            ExactMemory.Of(Shape with { NonzeroRows = Math.Min(nonzeroRows, SolvedDimension) }, _spec, _spec.Precision, KernelBytes),
            _bytesOfRotatedPairs);

    /// <summary>Whether it fits.</summary>
    public bool Fits => RequiredBytes <= AvailableBytes;

    /// <summary>The plan for so many parameters.</summary>
    /// <param name="dimension">P.</param>
    /// <param name="spec">What is looked at.</param>
    public static ExactPlan For(long dimension, SpectrumSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return For(dimension, spec, MachineMemory.AvailableBytes);
    }

    /// <summary>
    /// The plan for a network, with the time of a matrix that is computed column by column; refuses what does not fit before that is
    /// measured.
    /// </summary>
    /// <param name="problem">The problem.</param>
    /// <param name="model">A network of it, in the precision of the study.</param>
    /// <param name="train">Training data in that precision.</param>
    /// <param name="spec">What is looked at.</param>
    /// <param name="cancellation">Stops the measurement.</param>
    /// <exception cref="InsufficientMemoryException">As in <see cref="Checked"/>.</exception>
    public static ExactPlan For(
        Problem problem, nn.Module<Tensor, Tensor> model, Dataset train, SpectrumSpec spec, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(spec);
        using Batches batches = problem.Cut(train);
        EmpiricalRisk risk = problem.TrainingRisk(model, batches);
        using FirstLayerRotation? rotation = spec.AllowsRotation ? FirstLayerRotation.TryFind(risk, cancellation) : null;
        return For(risk, spec, rotation, cancellation);
    }

    /// <summary>
    /// The plan for a risk, whether it fits or not: by its Gram matrix where that is asked for no more than it has, is smaller than P, and
    /// fits unless nothing does; over several processes where these are there, and the method is asked for or one process is too small.
    /// </summary>
    internal static ExactPlan Unchecked(EmpiricalRisk risk, SpectrumSpec spec, FirstLayerRotation? rotation, long? availableBytes = null)
    {
        ExactPlan alone = OfOneProcess(risk, spec, rotation, availableBytes);
        bool isWanted = spec is { Method: SpectrumMethod.Exact, IsMethodChosen: false } || !alone.Fits;
        return isWanted && alone.Gram is null && PartsPlan.For(risk, spec, alone.SolvedDimension) is { } parts
            ? new ExactPlan(
                alone.Dimension, alone.RotatedDimension, spec, alone.AvailableBytes, gram: null, alone.Kernel, parts, alone.Shape)
            : alone;
    }

    private static ExactPlan OfOneProcess(
        EmpiricalRisk risk, SpectrumSpec spec, FirstLayerRotation? rotation, long? availableBytes)
    {
        long available = availableBytes ?? MachineMemory.AvailableBytes;
        // The other half is for what stays beside it.
        GramPlan? kernel = spec.Kernel ? GramPlan.ForKernel(risk, available / 2) : null;
        var shape = MatrixShape.Of(risk, spec, rotation?.Dimension ?? risk.Dimension);
        var whole = new ExactPlan(risk.Dimension, rotation?.Dimension, spec, available, gram: null, kernel, parts: null, shape);
        double room = available - ExactMemory.OfProgram(spec);
        if (!spec.MayTakeGram || GramPlan.For(risk, spec.Matrix, method: null, room) is not { IsSmaller: true } gram
            || !GramMatrix.Exists(risk, spec.Matrix))
        {
            return whole;
        }

        var byGram = new ExactPlan(risk.Dimension, rotated: null, spec, available, gram, kernel);
        bool isPossible = byGram.Fits && !byGram.ExceedsLimit(risk);
        return isPossible || !whole.Fits ? byGram : whole;
    }

    /// <summary>The same for a rotation that was found, and for so much memory, or all that there is.</summary>
    internal static ExactPlan For(
        EmpiricalRisk risk, SpectrumSpec spec, FirstLayerRotation? rotation, CancellationToken cancellation, long? availableBytes = null)
    {
        ExactPlan plan = Unchecked(risk, spec, rotation, availableBytes).Checked();
        if (plan.Parts is not null)
        {
            return plan;
        }

        if (plan.Gram is { } gram)
        {
            return !plan.ExceedsLimit(risk) ? plan : throw new NotSupportedException(ExactPlanWords.NoVectors(gram, spec));
        }

        if (spec.NeedsVectors && DenseEigensolver.ExceedsLimit(plan.SolvedDimension, risk.Layout.Device))
        {
            RequireVectors(risk, rotation, spec, cancellation);
        }

        double? seconds = ExactHessian.ExpectedSeconds(risk, spec.Matrix, cancellation);
        return new ExactPlan(
            plan.Dimension, plan.RotatedDimension, spec, plan.AvailableBytes, gram: null, plan.Kernel, parts: null, plan.Shape)
        {
            MatrixSeconds = seconds,
            MissingSolver = plan.MissingSolver,
        };
    }

    /// <summary>The plan for so many parameters and so much memory.</summary>
    internal static ExactPlan For(long dimension, SpectrumSpec spec, long availableBytes, long? rotatedDimension = null) =>
        new(dimension, rotatedDimension, spec, availableBytes);

    /// <summary>
    /// Refuses what cannot fit, where the data are not known yet: a Gram matrix has their size alone, beside the network and a gradient;
    /// and a rotation of the first layer may leave as little as one dimension of all inputs to each of its units.
    /// </summary>
    /// <param name="dimension">P.</param>
    /// <param name="spec">What is looked at.</param>
    /// <exception cref="InsufficientMemoryException">It cannot; the message says what to do instead.</exception>
    public static void CheckBeforehand(long dimension, SpectrumSpec spec)
    {
        double parameters = (double)dimension * spec.Precision.ScalarType.ElementSize();
        if (spec.MayBeInParts && Leader.Current is not null)
        {
            return;
        }

        if (spec.MayTakeGram)
        {
            MachineMemory.Require(
                parameters + GramPlan.GradientBytes(dimension),
                $"The network of P = {dimension:N0} parameters and its gradient for the {spec.Matrix.Title}",
                "To go on: take a smaller network (--model mlp or convnet, --hidden, --channels); or use a machine with more memory.");
            return;
        }

        ExactPlan plan = For(dimension, spec);
        long inputs = spec.Problem.Data.ExampleShape?.Aggregate(1L, (size, length) => size * length) ?? 1;
        long least = spec.AllowsRotation ? dimension / (inputs + 1) : dimension;
        if (!For(least, spec).Fits || parameters > plan.AvailableBytes)
        {
            plan.Checked();
        }
    }

    /// <summary>Refuses what does not fit.</summary>
    /// <exception cref="InsufficientMemoryException">It does not; the message says what to do instead.</exception>
    public ExactPlan Checked() => Fits ? this : throw new InsufficientMemoryException(new ExactPlanWords(this, _spec).Refusal());

    /// <summary>The plan in a sentence without its full stop.</summary>
    public override string ToString() => new ExactPlanWords(this, _spec).Sentence();

    private bool ExceedsLimit(EmpiricalRisk risk) =>
        _spec.Eigenvectors && Gram is { } gram && DenseEigensolver.ExceedsLimit(gram.Size, risk.Layout.Device);

    // Zero rows do not count, and may be many: a product shows them.
    private static void RequireVectors(
        EmpiricalRisk risk, FirstLayerRotation? rotation, SpectrumSpec spec, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using SymmetricOperator hessian = CurvatureMatrices.Hessian.Operator(risk.WithoutWeightDecay);
        Tensor product = hessian.Multiply(ones([risk.Dimension, 1], risk.Layout.DType, risk.Layout.Device), cancellation);
        bool isShifted = risk.WeightDecay != 0 && rotation is null;
        long rows = isShifted ? risk.Dimension : (rotation?.Reduce(product) ?? product).count_nonzero().item<long>();
        if (DenseEigensolver.ExceedsLimit(rows, risk.Layout.Device))
        {
            throw new NotSupportedException(ExactPlanWords.NoVectors(rows, spec));
        }
    }
}
