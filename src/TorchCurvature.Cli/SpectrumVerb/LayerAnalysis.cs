using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>What was found of the diagonal block of one parameter tensor.</summary>
/// <param name="Layer">The tensor.</param>
/// <param name="Eigenvalues">All eigenvalues or those at the ends, descending, each with an error that it stays within.</param>
/// <param name="Estimates">Trace, Frobenius norm and counts; without an error where all eigenvalues are known.</param>
/// <param name="Density">The density, where it was estimated.</param>
/// <param name="Products">Columns multiplied.</param>
internal sealed record LayerAnalysis(
    ParameterBlock Layer, IReadOnlyList<(double Value, double Error)> Eigenvalues, IReadOnlyList<Estimate> Estimates, SpectralDensity? Density, long Products)
{
    /// <summary>λ max; null where it is not known, as where only the other end was looked for.</summary>
    public (double Value, double Error)? Largest { get; init; } = Eigenvalues is [var first, ..] ? first : null;

    /// <summary>λ min; null likewise.</summary>
    public (double Value, double Error)? Smallest { get; init; } = Eigenvalues is [.., var last] ? last : null;

    /// <summary>Whether a product held a number that is not finite, so that what is here is what was known before it.</summary>
    public bool IsNotFinite { get; init; }

    /// <summary>The tensors of a network that the names say; all where there are no names.</summary>
    /// <exception cref="UsageException">There is no tensor of a name.</exception>
    public static IReadOnlyList<ParameterBlock> Select(nn.Module model, IReadOnlyList<string> names)
    {
        IReadOnlyList<ParameterBlock> all = new ParameterLayout(model).Blocks;
        string[] known = [.. all.Select(b => b.Name)];
        return names.FirstOrDefault(n => !known.Contains(n)) is { } wrong
            ? throw new UsageException($"--per-layer '{wrong}' is none of this network's parameters: {string.Join(", ", known)}.{Words.Guess(wrong, known)}")
            : [.. all.Where(b => names.Count == 0 || names.Contains(b.Name))];
    }

    /// <summary>All eigenvalues of the blocks of a dense matrix.</summary>
    public static IReadOnlyList<LayerAnalysis> OfMatrix(DenseOperator whole, IReadOnlyList<ParameterBlock> layers, CancellationToken cancellation) => [.. layers.Select(layer =>
    {
        cancellation.ThrowIfCancellationRequested();
        using DisposeScope scope = NewDisposeScope();
        using var block = new DenseOperator(whole.Matrix.narrow(0, layer.Offset, layer.Length).narrow(1, layer.Offset, layer.Length).contiguous(), whole.InheritedError);
        var spectrum = new Spectrum(DenseEigensolver.Values(block));
        return new LayerAnalysis(
            layer,
            [.. spectrum.Eigenvalues.Select(e => (e, spectrum.NoiseFloor))],
            [
                Exact(EstimatedQuantity.Trace, spectrum.Eigenvalues.Sum()),
                Exact(EstimatedQuantity.FrobeniusNorm, Math.Sqrt(spectrum.Eigenvalues.Sum(e => e * e))),
                Exact(EstimatedQuantity.CountNearZero, spectrum.CountNearZero(Summary.NearZeroThreshold(spectrum)))
                    with { Threshold = Summary.NearZeroThreshold(spectrum), Total = spectrum.Dimension },
                Exact(EstimatedQuantity.CountNegative, spectrum.NegativeCount)
                    with { Threshold = spectrum.NoiseFloor, Total = spectrum.Dimension },
            ],
            null, 0);
    })];

    /// <summary>What products tell of one block.</summary>
    public static LayerAnalysis ByProducts(SymmetricOperator whole, ParameterBlock layer, SpectrumOptions options, KrylovProgress progress, CancellationToken cancellation)
    {
        using var block = new DiagonalBlockOperator(whole, layer.Offset, layer.Length);
        if (layer.Length <= MethodChoice.Products(options, layer.Length))
        {
            return ColumnByColumn(block, layer, options.Lanczos.BlockSize, cancellation);
        }

        using ExtremalEigenPairs pairs = LanczosEigensolver.Solve(block, options.Lanczos, progress: progress.Pairs, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        (double, double)[] values = [.. pairs.Pairs.OrderByDescending(p => p.Value).Select(p => (p.Value, p.Radius))];
        var analysis = new LayerAnalysis(layer, values, [], null, pairs.Products)
        {
            Largest = Known(pairs.Outermost(SpectrumEnd.Top)),
            Smallest = Known(pairs.Outermost(SpectrumEnd.Bottom)),
            IsNotFinite = pairs.Status == SolverStatus.NotFinite,
        };
        if (options.Method == SpectrumMethod.Lanczos || analysis.IsNotFinite)
        {
            return analysis;
        }

        SpectralDensity found = StochasticLanczosQuadrature.Compute(block, options.Quadrature, pairs, progress.Density, cancellation);
        SpectralDensity density = KrylovAnalysis.WithEnds(found, block, pairs, options.Curvature);
        if (density.Status == SolverStatus.NotFinite)
        {
            return analysis with
            {
                Density = density.Probes.Count > 0 ? density : null,
                Products = pairs.Products + density.Products,
                IsNotFinite = true
            };
        }

        SpectralMoments moments = SpectralMoments.Compute(block, options.Moments, pairs, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        double rounding = KrylovAnalysis.Rounding(block, pairs);
        return analysis with
        {
            Estimates = [moments.Trace, moments.FrobeniusNorm, density.CountNearZero(Summary.NearZeroShare * pairs.SpectralNorm),
                density.CountNegative(rounding)],
            Density = density,
            Products = pairs.Products + density.Products + moments.Trace.Products,
            IsNotFinite = moments.Status == SolverStatus.NotFinite,
        };
    }

    /// <summary>Every block by products, each told as soon as it is known.</summary>
    public static void ByProducts(Problem problem, Dataset train, SpectrumOptions options, Func<string, KrylovProgress> progressOf, Action<LayerAnalysis> found, CancellationToken cancellation)
    {
        using Batches batches = Batches.ForProducts(train, options.CurvatureBatchSize);
        using SymmetricOperator whole = options.Curvature.Operator(problem.TrainingRisk(batches), options.KeptGraphs);
        foreach (ParameterBlock layer in Select(problem.Model, options.Layers!))
        {
            found(ByProducts(whole, layer, options, progressOf(layer.Name), cancellation));
        }
    }

    // As many products as there are columns tell everything.
    private static LayerAnalysis ColumnByColumn(SymmetricOperator block, ParameterBlock layer, int columns, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor identity = eye(layer.Length, dtype: block.DType, device: block.Device);
        Tensor matrix = cat([.. identity.split(columns, 1).Select(c => block.Multiply(c, cancellation))], 1);
        if (!matrix.isfinite().all().item<bool>())
        {
            return new LayerAnalysis(layer, [], [], null, layer.Length) { IsNotFinite = true };
        }

        Tensor symmetric = matrix.Plus(matrix.t()).Times(0.5);
        using var whole = new DenseOperator(symmetric);
        return OfMatrix(whole, [layer with { Offset = 0 }], cancellation)[0] with { Layer = layer, Products = layer.Length };
    }

    private static (double Value, double Error)? Known(RitzPair? pair) => pair is null ? null : (pair.Value, pair.Radius);

    private static Estimate Exact(EstimatedQuantity quantity, double value) => new(quantity, value, 0, 0, 0, 0);
}
