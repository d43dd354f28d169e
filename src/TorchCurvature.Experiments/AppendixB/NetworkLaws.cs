using System.Globalization;
using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.AppendixB;

/// <summary>The paper's own setting: laws fitted to the Gauss–Newton matrix and the gradient covariance of trained networks, and their outliers from the class means.</summary>
internal sealed class NetworkLaws
{
    private const int Classes = 5;
    private const int Atoms = 3;

    // The class means are said to predict an outlier where they miss it by no more than this.
    private const double GoodPrediction = 0.1;

    private readonly IReadOnlyList<NetworkParts> _networks;

    /// <summary>Trains the networks and fits the laws.</summary>
    public NetworkLaws(ExperimentContext context, CancellationToken cancellation)
    {
        BlobsScale scale = BlobsScale.Of(context.Preset);
        NetworkPartsCell[] cells = [.. Enumerable.Range(0, context.Seeds).Select(seed => new NetworkPartsCell(Classes, seed, scale.Dimension, scale.Samples, scale.Hidden, scale.MaxSteps, scale.StopGradientNorm))];
        _networks = context.Measure<NetworkParts>(cells, cancellation);
        Samples = scale.Samples;
        Fits =
        [
            .. from seed in Enumerable.Range(0, _networks.Count)
               from matrix in new[]
               {
                   (Name: "G", Eigenvalues: _networks[seed].GaussNewton, Vectors: (long)Samples * (Classes - 1)),
                   (Name: "gradient-covariance", Eigenvalues: _networks[seed].GradientCovariance, Vectors: (long)Samples),
               }
               let spectrum = new Spectrum(matrix.Eigenvalues, ScalarType.Float64)
               from law in new[]
               {
                   (Name: "marchenko-pastur", Fit: BulkFitting.MarchenkoPastur(spectrum)),
                   (Name: "few-atoms", Fit: BulkFitting.Population(spectrum, matrix.Vectors, Atoms)),
               }
               select new NetworkFit(seed, matrix.Name, spectrum, law.Name, law.Fit),
        ];
    }

    /// <summary>N.</summary>
    public int Samples { get; }

    /// <summary>P.</summary>
    public int Dimension => _networks[0].GaussNewton.Count;

    /// <summary>All fits, by seed, matrix and law.</summary>
    public IReadOnlyList<NetworkFit> Fits { get; }

    /// <summary>The C largest eigenvalues of G of each seed, beside those of the class means' part.</summary>
    public IEnumerable<(int Seed, int Index, double Measured, double ClassMeans)> Outliers =>
        _networks.SelectMany((n, seed) => Enumerable.Range(0, Classes).Select(i => (seed, i + 1, n.GaussNewton[i], n.ClassMeans[i])));

    /// <summary>Panels of the first seed.</summary>
    public LawPanel[] Panels() =>
    [
        .. Fits.Where(f => f.Seed == 0).GroupBy(f => f.Matrix).Select(matrix =>
        {
            Spectrum spectrum = matrix.First().Spectrum;
            double[] positive = [.. spectrum.Eigenvalues.Where(e => e > spectrum.NoiseFloor)];
            return new LawPanel(
                $"{(matrix.Key == "G" ? "Gauss–Newton matrix" : "Empirical Fisher (uncentred gradient covariance)")}: {positive.Length} of {spectrum.Dimension} eigenvalues", "eigenvalue λ",
                [.. matrix.Select(f => new LawCurve(string.Create(CultureInfo.InvariantCulture, $"{f.Law}: D = {f.Fit.KolmogorovSmirnovDistance:0.000}"), f.Fit.Law, f.Fit.OutlierThreshold))])
            {
                Eigenvalues = positive,
                Outliers = positive[..Math.Min(Classes, positive.Length)],
                Predicted = matrix.Key == "G" ? [.. _networks[0].ClassMeans.Take(Classes).Where(e => e > 0)] : [],
                OutliersName = $"the {Classes} largest",
                PredictedName = "from class means",
                IsLogarithmic = true,
            };
        }),
    ];

    /// <summary>Judges what appendix B hopes for.</summary>
    public IEnumerable<Verdict> Judge(ExperimentContext context)
    {
        int trivial = Dimension - Samples;
        double[] zeros = [.. _networks.Select(n => new Spectrum(n.GradientCovariance, ScalarType.Float64)).Select(s => (double)s.CountNearZero(s.NoiseFloor))];
        yield return context.Judge(
            "The first term of a trained network has at least P − N trivial eigenvalues.",
            zeros.All(z => z >= trivial),
            $"P − N = {trivial}; within rounding of zero are {SeedSummary.Of(zeros).ToText("0")} eigenvalues of the gradient covariance");

        NetworkFit[] general = [.. Fits.Where(f => f.Law == "few-atoms")];
        string found = string.Join("; ", Fits.GroupBy(f => (f.Matrix, f.Law)).Select(g => $"{g.Key.Matrix}, {g.Key.Law}: {SeedSummary.Of(g.Select(f => f.Fit.KolmogorovSmirnovDistance)).ToText("0.000")}"));
        yield return context.Judge(
            "The spectrum of the Gauss–Newton matrix of a trained network can be characterized by these laws.",
            general.All(f => f.Fit.Verdict != FitVerdict.Poor),
            $"distances, where {BulkFitting.ApproximateDistance.ToString(CultureInfo.InvariantCulture)} is the most that still has the law's shape: {found}");

        double[] misses = [.. Outliers.Select(o => Math.Abs(o.ClassMeans - o.Measured) / o.Measured)];
        yield return context.Judge(
            "The outliers are determined by the data: the classes' means predict them (Papyan 2019).",
            SeedSummary.Of(misses).Median <= GoodPrediction,
            $"the {Classes} largest eigenvalues of G differ from those of the class means' part by {SeedSummary.Of(misses).ToText("0.0 %")} (median [least, most])");
    }
}
