using TorchCurvature.Cli.Problems;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>The memory of an analysis by products, beside what there is, and what is done side by side because there is room for it.</summary>
/// <param name="Options">The options with those choices.</param>
/// <param name="Dimension">P.</param>
/// <param name="VectorBytes">Bases and vectors, at the peak.</param>
/// <param name="PassBytes">Graphs of the passes over the data: those kept, and that of the batch in work.</param>
/// <param name="UsedBytes">What the process has taken already: its own libraries, data and network.</param>
/// <param name="AvailableBytes">What it can take beyond that.</param>
internal sealed record KrylovPlan(SpectrumOptions Options, long Dimension, double VectorBytes, double PassBytes, long UsedBytes, long AvailableBytes)
{
    // Probes side by side share the passes over the data.
    private const int SideBySide = 4;

    /// <summary>The bytes that the process will have taken at its peak.</summary>
    public double PeakBytes => UsedBytes + VectorBytes + PassBytes;

    public static KrylovPlan For(Problem problem, Dataset train, SpectrumOptions options, ScalarType dtype)
    {
        using Batches batches = Batches.ForProducts(train, options.CurvatureBatchSize);
        var risk = problem.TrainingRisk(batches);
        var memory = new ProductMemory(risk);
        long available = MachineMemory.AvailableBytes;
        int known = (int)Math.Min(risk.Dimension, options.Lanczos.Top + options.Lanczos.Bottom);
        QuadratureOptions wide = options.Quadrature with { BlockSize = SideBySide };
        bool isWide = StochasticLanczosQuadrature.RequiredBytes(risk.Dimension, dtype, wide, known) <= available / 2.0;
        options = options with { Quadrature = isWide ? wide : options.Quadrature };

        double pairs = LanczosEigensolver.RequiredBytes(risk.Dimension, dtype, options.Lanczos) + memory.VectorBytes(options.Lanczos.BlockSize);
        double density = options.Method == SpectrumMethod.Lanczos
            ? 0
            : Math.Max(
                StochasticLanczosQuadrature.RequiredBytes(risk.Dimension, dtype, options.Quadrature, known) + memory.VectorBytes(options.Quadrature.BlockSize),
                SpectralMoments.RequiredBytes(risk.Dimension, dtype, options.Moments, known) + memory.VectorBytes(options.Moments.BlockSize))
                + (known * (double)risk.Dimension * dtype.ElementSize());
        double vectors = Math.Max(pairs, density), passes = memory.PassBytes;
        // Graphs are what can be done without: they get half of what is left.
        int operators = options.Curvature.OperatorCount;
        int kept = memory.GraphsThatFit((available - vectors - passes) / 2 / operators);
        return new KrylovPlan(options with { KeptGraphs = kept }, risk.Dimension, vectors, (operators * memory.GraphBytes(kept)) + passes, Environment.WorkingSet, available);
    }

    /// <summary>Refuses what does not fit.</summary>
    /// <exception cref="InsufficientMemoryException">It does not fit.</exception>
    public KrylovPlan Checked() => VectorBytes + PassBytes <= AvailableBytes
        ? this
        : throw new InsufficientMemoryException($"{this}. Ask for fewer --top and --bottom, a larger --density-error, a smaller --batch-size-curvature, or --dtype float32.");

    public override string ToString() =>
        $"Products with P = {Dimension:N0} parameters: {MachineMemory.Format(PeakBytes)} at the peak, of which {MachineMemory.Format(VectorBytes)} for vectors in {Options.DType} and " +
        $"{MachineMemory.Format(PassBytes)} for passes over the data; {MachineMemory.Format(UsedBytes + AvailableBytes)} are available";
}
