using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Settings;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>The diagonal blocks of a curvature matrix, one for each parameter tensor.</summary>
public static class LayerStudy
{
    /// <summary>The tensors of a network that the names say; all where there are no names.</summary>
    /// <param name="model">The network.</param>
    /// <param name="names">Names of its parameters.</param>
    /// <exception cref="SettingException">There is no tensor of a name.</exception>
    public static IReadOnlyList<ParameterBlock> Select(nn.Module model, IReadOnlyList<string> names)
    {
        IReadOnlyList<ParameterBlock> all = new ParameterLayout(model).Blocks;
        string[] known = [.. all.Select(b => b.Name)];
        return names.FirstOrDefault(n => !known.Contains(n)) is { } wrong
            ? throw new SettingException(
                $"--per-layer '{wrong}' must be one of this network's parameters: {string.Join(", ", known)}."
                    + NearestWord.Question(wrong, known))
            : [.. all.Where(b => names.Count == 0 || names.Contains(b.Name))];
    }

    /// <summary>All eigenvalues of the blocks of a whole matrix.</summary>
    /// <param name="whole">The matrix; not changed.</param>
    /// <param name="layers">The blocks.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    public static IReadOnlyList<LayerSpectrum> OfMatrix(
        DenseOperator whole, IReadOnlyList<ParameterBlock> layers, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(whole);
        return [.. layers.Select(Block)];

        LayerSpectrum Block(ParameterBlock layer)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            Tensor block = whole.Matrix.narrow(0, layer.Offset, layer.Length).narrow(1, layer.Offset, layer.Length).contiguous();
            using var matrix = new DenseOperator(block, whole.InheritedError);
            return Known(layer, new Spectrum(DenseEigensolver.Values(matrix)));
        }
    }

    /// <summary>What products tell of one block.</summary>
    /// <param name="block">The block as an operator.</param>
    /// <param name="layer">Its place.</param>
    /// <param name="spec">How to look.</param>
    /// <param name="progress">Told of the search and the density.</param>
    /// <param name="cancellation">Stops between products.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static LayerSpectrum ByProducts(
        SymmetricOperator block, ParameterBlock layer, SpectrumSpec spec, ProductProgress? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(spec);
        if (layer.Length <= MethodChoice.MostProducts(spec, layer.Length))
        {
            return ColumnByColumn(block, layer, spec.Lanczos.BlockSize, cancellation);
        }

        using ExtremalEigenPairs pairs =
            LanczosEigensolver.Solve(block, spec.Lanczos, progress: progress?.Pairs, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        EigenvalueInterval[] values = [.. pairs.Pairs.OrderByDescending(p => p.Value).Select(Interval)];
        var ends = new LayerSpectrum(layer, values, pairs.Products)
        {
            Largest = pairs.Outermost(SpectrumEnd.Top) is { } top ? Interval(top) : null,
            Smallest = pairs.Outermost(SpectrumEnd.Bottom) is { } bottom ? Interval(bottom) : null,
            IsNotFinite = pairs.Status == SolverStatus.NotFinite,
        };
        if (spec.Method == SpectrumMethod.Lanczos || ends.IsNotFinite)
        {
            return ends;
        }

        using var probes = new SharedProbes(
            block, pairs, spec.Quadrature, Thresholds.NearZero(pairs), d => ProductStudy.WithEnds(d, block, pairs, spec.Matrix));
        SpectralDensity density = probes.Density(former: null, found: null, progress?.Density, cancellation);
        if (density.Status == SolverStatus.NotFinite)
        {
            return ends with
            {
                Density = density.Probes.Count > 0 ? density : null,
                Products = pairs.Products + density.Products,
                IsNotFinite = true,
            };
        }

        SpectralMoments moments = probes.Moments(spec.Moments, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return ends with
        {
            Estimates = ProductStudy.Estimates(block, pairs, density, moments),
            Density = density,
            Products = pairs.Products + density.Products + moments.Trace.Products,
            IsNotFinite = moments.Status == SolverStatus.NotFinite,
        };
    }

    // As many products as there are columns tell everything.
    private static LayerSpectrum ColumnByColumn(
        SymmetricOperator block, ParameterBlock layer, int columns, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = empty([layer.Length, layer.Length], block.DType, block.Device);
        DenseAssembly.Fill(matrix, block, columns, cancellation: cancellation);
        if (!matrix.isfinite().all().item<bool>())
        {
            return new LayerSpectrum(layer, [], layer.Length) { IsNotFinite = true };
        }

        DenseAssembly.AverageWithTranspose(matrix);
        using var whole = new DenseOperator(matrix);
        return OfMatrix(whole, [layer with { Offset = 0 }], cancellation)[0] with { Layer = layer, Products = layer.Length };
    }

    private static LayerSpectrum Known(ParameterBlock layer, Spectrum spectrum)
    {
        double nearZero = Thresholds.NearZero(spectrum);
        return new LayerSpectrum(layer, [.. spectrum.Eigenvalues.Select(e => new EigenvalueInterval(e, spectrum.NoiseFloor))], 0)
        {
            Estimates =
            [
                Exact(EstimatedQuantity.Trace, spectrum.Eigenvalues.Sum()),
                Exact(EstimatedQuantity.FrobeniusNorm, Math.Sqrt(spectrum.Eigenvalues.Sum(e => e * e))),
                Exact(EstimatedQuantity.CountNearZero, spectrum.CountNearZero(nearZero))
                    with { Threshold = nearZero, Total = spectrum.Dimension },
                Exact(EstimatedQuantity.CountNegative, spectrum.NegativeCount)
                    with { Threshold = spectrum.NoiseFloor, Total = spectrum.Dimension },
            ],
        };
    }

    private static EigenvalueInterval Interval(RitzPair pair) => new(pair.Value, pair.Radius);

    private static Estimate Exact(EstimatedQuantity quantity, double value) => new(quantity, value, 0, 0, 0, 0);
}
