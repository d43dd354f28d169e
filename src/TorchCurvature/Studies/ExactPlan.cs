using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Gram;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// The memory that an <see cref="ExactStudy"/> of one point takes, beside what there is, and the time of a matrix column by column.
/// </summary>
public sealed class ExactPlan
{
    private readonly SpectrumSpec _spec;

    private ExactPlan(long dimension, SpectrumSpec spec, long availableBytes, GramPlan? gram = null)
    {
        (Dimension, _spec, AvailableBytes, Gram) = (dimension, spec, availableBytes, gram);
        RequiredBytes = gram is null ? Required(dimension, spec, spec.Precision) : RequiredByGram(gram);
    }

    /// <summary>P.</summary>
    public long Dimension { get; }

    /// <summary>The Gram matrix that is taken in the place of the matrix [P, P]; null where that is computed whole.</summary>
    public GramPlan? Gram { get; }

    /// <summary>Bytes at the peak.</summary>
    public double RequiredBytes { get; }

    /// <summary>Bytes that can be had.</summary>
    public long AvailableBytes { get; }

    /// <summary>
    /// About how many seconds the matrix takes at one point where it is computed column by column, measured; null where it is not.
    /// </summary>
    public double? MatrixSeconds { get; private init; }

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
        ExactPlan plan = For(risk, spec).Checked();
        if (plan.Gram is not null)
        {
            return plan;
        }

        double? seconds = ExactHessian.ExpectedSeconds(risk, spec.Matrix, cancellation);
        return new ExactPlan(plan.Dimension, spec, plan.AvailableBytes) { MatrixSeconds = seconds };
    }

    /// <summary>
    /// The plan for a risk: by its Gram matrix where that is asked for no more than it has, is smaller than P, and fits unless nothing
    /// does.
    /// </summary>
    internal static ExactPlan For(EmpiricalRisk risk, SpectrumSpec spec)
    {
        ExactPlan whole = For(risk.Dimension, spec);
        if (!spec.MayTakeGram || GramPlan.For(risk, spec.Matrix) is not { IsSmaller: true } gram || !GramMatrix.Exists(risk, spec.Matrix))
        {
            return whole;
        }

        var byGram = new ExactPlan(risk.Dimension, spec, whole.AvailableBytes, gram);
        return byGram.Fits || !whole.Fits ? byGram : whole;
    }

    /// <summary>Whether the matrix [P, P] of a risk and its eigenvalues fit.</summary>
    internal static bool WholeFits(EmpiricalRisk risk) => MachineMemory.AvailableBytes >= Math.Max(
        ExactHessian.RequiredBytes(risk.Dimension, risk.Layout.DType),
        DenseEigensolver.RequiredBytes(risk.Dimension, risk.Layout.DType, vectors: false));

    /// <summary>The same for so much memory.</summary>
    internal static ExactPlan For(long dimension, SpectrumSpec spec, long availableBytes) => new(dimension, spec, availableBytes);

    /// <summary>Refuses what does not fit.</summary>
    /// <exception cref="InsufficientMemoryException">It does not; the message says what to do instead.</exception>
    public ExactPlan Checked() => Fits ? this : throw new InsufficientMemoryException(Refusal());

    /// <summary>The plan in a sentence without its full stop.</summary>
    public override string ToString()
    {
        if (Gram is not null)
        {
            return $"The {_spec.Matrix.Title} of P = {Dimension:N0} parameters is a sum of {Gram.Size:N0} outer products: the Gram matrix "
                + $"of these vectors and its eigenvalues take {MachineMemory.Format(RequiredBytes)}; "
                + $"{MachineMemory.Format(AvailableBytes)} are available";
        }

        string work =
            _spec.Split ? "split"
            : _spec.Noise ? "eigenvectors beside those of the noise"
            : _spec.Eigenvectors ? "eigenvectors"
            : "eigenvalues";
        return $"The exact Hessian of P = {Dimension:N0} parameters and its {work} take {MachineMemory.Format(RequiredBytes)} "
            + $"in {_spec.Precision}; {MachineMemory.Format(AvailableBytes)} are available{Time()}";
    }

    private string Time() => MatrixSeconds is { } seconds
        ? string.Create(CultureInfo.InvariantCulture, $". Column by column, the {_spec.Matrix.Title} takes about {seconds:0} s")
        : "";

    private string Refusal()
    {
        if (Gram is not null)
        {
            return $"{this}. To go on: take fewer examples (--samples); or use --method density, which needs matrix-vector products only; "
                + "or use a machine with more memory.";
        }

        var ways = new List<string>();
        if (_spec.Split)
        {
            ways.Add("leave out --split");
        }
        else if (_spec.Noise)
        {
            ways.Add("leave out --noise");
        }
        else if (_spec.Eigenvectors)
        {
            ways.Add("leave out --eigenvectors");
        }

        if (_spec.Precision == WorkingPrecision.Float64 && Required(Dimension, _spec, WorkingPrecision.Float32) <= AvailableBytes)
        {
            ways.Add("use --dtype float32");
        }

        ways.Add("use --method density, which needs matrix-vector products only");
        ways.Add("take a smaller network (--model mlp or convnet, --hidden, --channels) or smaller images (--resize 14x14)");
        ways.Add("use a machine with more memory");
        return $"{this}. The largest P that fits is {Largest():N0}. To go on: {string.Join("; or ", ways)}.";
    }

    private static double RequiredByGram(GramPlan gram) =>
        Math.Max(gram.RequiredBytes, DenseEigensolver.RequiredBytes(gram.Size, ScalarType.Float64, vectors: false));

    private static double Required(long dimension, SpectrumSpec spec, WorkingPrecision precision)
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

    private long Largest()
    {
        long fits = 0, tooLarge = Dimension;
        while (tooLarge - fits > 1)
        {
            long middle = (fits + tooLarge) / 2;
            if (Required(middle, _spec, _spec.Precision) <= AvailableBytes)
            {
                fits = middle;
            }
            else
            {
                tooLarge = middle;
            }
        }

        return fits;
    }
}
