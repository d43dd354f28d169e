using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>
/// The memory of a <see cref="ProductStudy"/>, beside what there is, and what is done side by side because there is room for it.
/// </summary>
public sealed class ProductPlan
{
    // Probes side by side share the passes over the data.
    private const int SideBySide = 4;

    private readonly SpectrumSpec _spec;

    private ProductPlan(
        SpectrumSpec spec, long dimension, int probesSideBySide, int keptGraphs, double vectorBytes, double passBytes, long available)
    {
        (_spec, Dimension, ProbesSideBySide, KeptGraphs) = (spec, dimension, probesSideBySide, keptGraphs);
        (VectorBytes, PassBytes, UsedBytes, AvailableBytes) = (vectorBytes, passBytes, Environment.WorkingSet, available);
    }

    /// <summary>P.</summary>
    public long Dimension { get; }

    /// <summary>Probes of the density that are multiplied at a time.</summary>
    public int ProbesSideBySide { get; }

    /// <summary>Batches whose graphs stay from one product to the next.</summary>
    public int KeptGraphs { get; }

    /// <summary>Bases and vectors, at the peak.</summary>
    public double VectorBytes { get; }

    /// <summary>Graphs of the passes over the data: those kept, and that of the batch in work.</summary>
    public double PassBytes { get; }

    /// <summary>What the process has taken already: its own libraries, data and network.</summary>
    public long UsedBytes { get; }

    /// <summary>What it can take beyond that.</summary>
    public long AvailableBytes { get; }

    /// <summary>The bytes that the process will have taken at its peak.</summary>
    public double PeakBytes => UsedBytes + VectorBytes + PassBytes;

    /// <summary>The plan for a network.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="model">A network of it, in the precision of the study.</param>
    /// <param name="train">Training data in that precision.</param>
    /// <param name="spec">What is looked at; its method is lanczos or density.</param>
    public static ProductPlan For(Problem problem, nn.Module<Tensor, Tensor> model, Dataset train, SpectrumSpec spec)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(spec);
        return For(problem, model, train, spec, MachineMemory.AvailableBytes);
    }

    /// <summary>The same for so much memory.</summary>
    internal static ProductPlan For(
        Problem problem, nn.Module<Tensor, Tensor> model, Dataset train, SpectrumSpec spec, long available)
    {
        using Batches batches = problem.CutForProducts(train, spec.ProductBatchSize);
        EmpiricalRisk risk = problem.TrainingRisk(model, batches);
        var memory = new ProductMemory(risk);
        long dimension = risk.Dimension;
        ScalarType dtype = spec.Precision.ScalarType;
        int known = (int)Math.Min(dimension, (long)spec.Lanczos.Top + spec.Lanczos.Bottom);
        QuadratureOptions wide = spec.Quadrature with { BlockSize = Math.Max(SideBySide, spec.Quadrature.BlockSize) };
        bool isWide = StochasticLanczosQuadrature.RequiredBytes(dimension, dtype, wide, known) <= available / 2.0;
        QuadratureOptions quadrature = isWide ? wide : spec.Quadrature;

        double vectors =
            LanczosEigensolver.RequiredBytes(dimension, dtype, spec.Lanczos) + memory.VectorBytes(spec.Lanczos.BlockSize);
        if (spec.Method != SpectrumMethod.Lanczos)
        {
            double ofProbes = SharedProbes.RequiredBytes(dimension, dtype, quadrature, spec.Moments, known)
                + memory.VectorBytes(Math.Max(quadrature.BlockSize, spec.Moments.BlockSize));
            double ofKnown = known * (double)dimension * dtype.ElementSize();
            vectors = Math.Max(vectors, ofProbes + ofKnown);
        }

        // Graphs are what can be done without: they get half of what is left.
        int operators = spec.Matrix.OperatorCount;
        double passes = memory.PassBytes;
        int kept = memory.GraphsThatFit((available - vectors - passes) / 2 / operators);
        double passBytes = (operators * memory.GraphBytes(kept)) + passes;
        return new ProductPlan(spec, dimension, quadrature.BlockSize, kept, vectors, passBytes, available);
    }

    /// <summary>Refuses what does not fit.</summary>
    /// <exception cref="InsufficientMemoryException">It does not fit.</exception>
    public ProductPlan Checked() => VectorBytes + PassBytes <= AvailableBytes
        ? this
        : throw new InsufficientMemoryException(
            $"{this}. Ask for fewer --top and --bottom, a larger --density-error, a smaller --batch-size-curvature, or --dtype float32.");

    /// <summary>The plan in a sentence without its full stop.</summary>
    public override string ToString() =>
        $"Products with P = {Dimension:N0} parameters: {MachineMemory.Format(PeakBytes)} at the peak, of which "
            + $"{MachineMemory.Format(VectorBytes)} for vectors in {_spec.Precision} and {MachineMemory.Format(PassBytes)} for passes over "
            + $"the data; {MachineMemory.Format(UsedBytes + AvailableBytes)} are available";
}
