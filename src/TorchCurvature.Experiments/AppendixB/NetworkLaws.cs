using System.Globalization;
using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.AppendixB;

/// <summary>
/// The paper's own setting: laws fitted to the Gauss–Newton matrix and the empirical Fisher matrix of trained networks, and their outliers
/// from the class means.
/// </summary>
internal sealed class NetworkLaws
{
    private const int Classes = 5;
    private const int Atoms = 3;
    private const string GaussNewton = "G";

    private readonly IReadOnlyList<NetworkParts> _networks;

    /// <summary>Trains the networks and fits the laws.</summary>
    public NetworkLaws(ExperimentContext context, CancellationToken cancellation)
    {
        BlobsScale scale = BlobsScale.Of(context.Preset);
        NetworkPartsCell[] cells = [.. Enumerable.Range(0, context.Seeds).Select(seed => CellOf(scale, seed))];
        _networks = context.Measure<NetworkParts>(cells, cancellation);
        Samples = scale.Samples;
        Fits = [.. _networks.SelectMany(FitsOf)];
    }

    /// <summary>N.</summary>
    public int Samples { get; }

    /// <summary>P.</summary>
    public int Dimension => _networks[0].GaussNewton.Count;

    /// <summary>All fits, by seed, matrix and law.</summary>
    public IReadOnlyList<NetworkFit> Fits { get; }

    /// <summary>The C largest eigenvalues of G of each seed, beside those of the class means' part.</summary>
    public IReadOnlyList<NetworkOutlier> Outliers =>
        [.. from network in _networks.Index()
            from i in Enumerable.Range(0, Classes)
            select new NetworkOutlier(network.Index, i + 1, network.Item.GaussNewton[i], network.Item.ClassMeans[i])];

    /// <summary>Panels of the first seed.</summary>
    public LawPanel[] Panels() => [.. Fits.Where(f => f.Seed == 0).GroupBy(f => f.Matrix).Select(Panel)];

    /// <summary>Judges what appendix B hopes for.</summary>
    public IReadOnlyList<Verdict> Judge() =>
    [
        NetworkClaims.TrivialEigenvalues(Dimension, Samples, [.. _networks.Select(Zeros)]),
        NetworkClaims.Laws([.. Fits.Select(f => new FitNumbers(f.Matrix, f.Law, f.Fit.KolmogorovSmirnovDistance, f.Fit.Verdict))]),
        NetworkClaims.ClassMeans(Classes, Outliers),
    ];

    private static NetworkPartsCell CellOf(BlobsScale scale, int seed) =>
        new(Classes, seed, scale.Dimension, scale.Samples, scale.Hidden, scale.MaxSteps, scale.StopGradientNorm);

    private static int Zeros(NetworkParts network)
    {
        var spectrum = new Spectrum(network.EmpiricalFisher, ScalarType.Float64);
        return spectrum.CountNearZero(spectrum.NoiseFloor);
    }

    private IEnumerable<NetworkFit> FitsOf(NetworkParts network, int seed) =>
    [
        .. FitsOf(seed, GaussNewton, network.GaussNewton, (long)Samples * (Classes - 1)),
        .. FitsOf(seed, "gradient-covariance", network.EmpiricalFisher, Samples),
    ];

    private static NetworkFit[] FitsOf(int seed, string matrix, IReadOnlyList<double> eigenvalues, long vectors)
    {
        var spectrum = new Spectrum(eigenvalues, ScalarType.Float64);
        return
        [
            new(seed, matrix, spectrum, "marchenko-pastur", BulkFitting.MarchenkoPastur(spectrum)),
            new(seed, matrix, spectrum, NetworkClaims.GeneralLaw, BulkFitting.Population(spectrum, vectors, Atoms)),
        ];
    }

    private LawPanel Panel(IGrouping<string, NetworkFit> fits)
    {
        Spectrum spectrum = fits.First().Spectrum;
        bool isGaussNewton = fits.Key == GaussNewton;
        string name = isGaussNewton ? "Gauss–Newton matrix" : "Empirical Fisher (uncentred gradient covariance)";
        double[] positive = [.. spectrum.Eigenvalues.Where(e => e > spectrum.NoiseFloor)];
        return new LawPanel(
            $"{name}: {positive.Length} of {spectrum.Dimension} eigenvalues", "eigenvalue λ", [.. fits.Select(Curve)])
        {
            Eigenvalues = positive,
            Outliers = positive[..Math.Min(Classes, positive.Length)],
            Predicted = isGaussNewton ? [.. _networks[0].ClassMeans.Take(Classes).Where(e => e > 0)] : [],
            OutliersName = $"the {Classes} largest",
            PredictedName = "from class means",
            IsLogarithmic = true,
        };
    }

    private static LawCurve Curve(NetworkFit fitted)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{fitted.Law}: D = {fitted.Fit.KolmogorovSmirnovDistance:0.000}");
        return new LawCurve(name, fitted.Fit.Law, fitted.Fit.OutlierThreshold);
    }
}
