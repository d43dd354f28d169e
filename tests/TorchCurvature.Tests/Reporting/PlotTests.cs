using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Data;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Reporting;

public sealed partial class PlotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<double[]> OddSpectra { get; } =
    [
        new double[] { 0, 0, 0 },
        new double[] { 3.5 },
        new double[] { -3.5 },
        new double[] { 1e2, 1, 1e-18 },
        new double[] { -1e-18, -1, -1e2 },
        new double[] { 2, 2, 2, 2 },
        new double[] { 1e-30, -1e-31 },
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hessian", "Hessian")]
    [InlineData("gauss-newton", "Gauss–Newton matrix")]
    [InlineData("functional", "functional Hessian")]
    [InlineData("empirical-fisher", "empirical Fisher (uncentred gradient covariance)")]
    public void TheSpectrumFigureNamesItsMatrixAndMarksEachOutlierOnce(string word, string title)
    {
        string matrix = CurvatureMatrices.Find(word).Title;
        SpectrumPlot.Write(Run(), matrix, [new("At initialization", SampleRuns.Initial, null), new("After training", SampleRuns.Final,
            SampleRuns.Counts[0])]);
        CheckPng("spectrum");
        string[] labels = Labels("spectrum");
        Assert.Contains("At initialization", labels);
        Assert.Contains("After training", labels);
        Assert.Contains("5 outliers", labels);
        Assert.Contains($"eigenvalue λ of the {title} (×10⁻³)", labels);
        Assert.Contains("P = 4115: 4089 within ±10⁻⁴, 600 negative beyond rounding; λ max = 1.10×10⁻³, λ min = −3.00×10⁻⁶", labels);
        Assert.Equal(5, Triangles("spectrum"));
    }

    [Fact]
    public void TheScreePlotNamesTheRulesOfItsCutoffs()
    {
        ScreePlot.Write(Run(), "Hessian", [new("initial", SampleRuns.Initial), new("final", SampleRuns.Final)], SampleRuns.Counts);
        CheckPng("scree");
        string[] labels = Labels("scree");
        Assert.Contains("gap, ratio: 5 above 4.10×10⁻⁴", labels);
        Assert.Contains("elbow: 42 above 6.20×10⁻⁵", labels);
        Assert.Contains("final: |λᵢ|, λᵢ < 0", labels);
        Assert.Contains("10⁻³", labels);
    }

    [Fact]
    public void EveryFigureOfEigenvaluesNamesItsMatrix()
    {
        const string Fisher = "empirical Fisher (uncentred gradient covariance)";
        ScreePlot.Write(Run(), Fisher, [new("final", SampleRuns.Final)], []);
        Assert.Contains($"eigenvalue λᵢ of the {Fisher}", Labels("scree"));
        ScreePlot.Write(Run(), matrix: null, [new("H", SampleRuns.Final), new("G", SampleRuns.Initial)], []);
        Assert.Contains("eigenvalue λᵢ", Labels("scree"));

        using var pairs = new ExtremalEigenPairs(
            [new RitzPair(SpectrumEnd.Top, 1, 2, 1e-3, 1e-3, isConverged: true)], ones(1, 1), 2, 1e-3, areResidualsRecomputed: true,
                confirms: true, 1, SolverStatus.Converged);
        EigenPairPlot.Write(Run(), Fisher, [new("final", pairs)]);
        Assert.Contains($"|λ| of the {Fisher}", Labels("eigenpairs"));
        DensityPlot.Write(
            Run(), Fisher, [new("final", 10, [new DensityPoint(0, 0.5, 0.4, 0.6, 0), new DensityPoint(1, 0.5, 0.4, 0.6, 0)])]);
        Assert.Contains($"eigenvalue λ of the {Fisher}", Labels("density"));
        LayerPlot.Write(Run(), Fisher, [new("final", [new("linear.weight", 2, -1, 3, 0)])]);
        string[] labels = Labels("layers");
        Assert.Equal(2, labels.Count(l => l == "of the empirical Fisher"));
        Assert.Equal(2, labels.Count(l => l == "(uncentred gradient covariance)"));
        LayerPlot.Write(Run(), Fisher, [new("final", [new("linear.weight", 0, 0, 0, 0)])]);
        Assert.Equal(2, Labels("layers").Count(l => l == "of the empirical Fisher"));
        TrackPlot.Write(Run(), [new TrackedSpectrum(0, 1, 1, SampleRuns.Final, OutlierCounting.CountByEveryRule(SampleRuns.Final), 0.5)]);
        Assert.Contains("|λ| of the Hessian", Labels("track"));
    }

    [Fact]
    public void ASpectrumWithoutNegativesHasNoEntryForThem()
    {
        ScreePlot.Write(Run(), "Hessian", [new(
            "final", new Spectrum([2, 1, 0], ScalarType.Float64))], [new OutlierCount(OutlierRule.Ratio, 0,
            double.NaN, 0)]);
        string[] labels = Labels("scree");
        Assert.Contains("final: λᵢ > 0", labels);
        Assert.DoesNotContain("final: |λᵢ|, λᵢ < 0", labels);
        Assert.DoesNotContain(labels, l => l.Contains("ratio", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(20_000, "10000")]
    [InlineData(800, "800")]
    public void TheTrainingCurveTellsBatchesFromAllExamples(int steps, string tick)
    {
        TrainingCurvePlot.Write(Run(), SampleRuns.StochasticDescent(steps));
        CheckPng("training");
        string[] labels = Labels("training");
        Assert.Contains("loss of the next batch", labels);
        Assert.Contains("loss over all examples", labels);
        Assert.Contains("gradient norm ‖∇L‖", labels);
        Assert.Contains(tick, labels);
    }

    [Fact]
    public void ATrainingCurveOfOneRecordIsDrawn()
    {
        TrainingCurvePlot.Write(Run(), SampleRuns.GradientDescent(0));
        CheckPng("training");
        Assert.DoesNotContain("loss over all examples", Labels("training"));
    }

    [Fact]
    public void ALossOfZeroIsLeftOut()
    {
        TrainingCurvePlot.Write(Run(), new TrainingResult(StoppingReason.GradientNorm, 1, [new(0, 1, 1), new(1, 0, 0)]));
        CheckPng("training");
    }

    [Fact]
    public void TheLargestEigenvaluesAreDrawnFromZeroWithTheEdgeOfStability()
    {
        LargestEigenvalueRecord At(long step, params double[] values) =>
            new(
                step, [.. values.Select((v, i) => new RitzPair(SpectrumEnd.Top, i + 1, v, 1e-3, 1e-3, isConverged: true))], products: 1,
                SolverStatus.Converged, isConfirmed: true);

        LargestEigenvaluePlot.Write(Run(), [At(0, 3, 1), At(100, 15, 2), At(200, 21, 2)], new GradientDescentSpec { LearningRate = 0.1 });
        CheckPng("largest-eigenvalues");
        string[] labels = Labels("largest-eigenvalues");
        Assert.Contains("2/η = 20", labels);
        Assert.Contains("λ max", labels);
        Assert.Contains("the next ones", labels);
        Assert.Contains("0", labels);
        Assert.Equal(TickHeight("20"), EdgeHeight(), 1.5);

        LargestEigenvaluePlot.Write(Run(), [At(0, -3)], new GradientDescentSpec { LearningRate = 0.1 });
        CheckPng("largest-eigenvalues");
    }

    [Fact]
    public void RecordsOfBothDataSetsAreDrawn()
    {
        RiskRecord At(long step, double loss) =>
            new(step, 1, new RiskEvaluation(loss, 0.5, 0.1, 10), new RiskEvaluation(2 * loss, 0.4, null, 10));
        RiskRecordPlot.Write(Run(), [At(0, 2), At(100, 0.2), At(200, 0)], switches: [100]);
        CheckPng("training");
        string[] labels = Labels("training");
        Assert.Contains("training", labels);
        Assert.Contains("test", labels);
        Assert.Contains("accuracy", labels);
    }

    [Theory]
    [MemberData(nameof(OddSpectra))]
    public void OddSpectraAreDrawn(double[] eigenvalues)
    {
        var spectrum = new Spectrum(eigenvalues, ScalarType.Float64);
        SpectrumPlot.Write(Run(), "Hessian", [new("After training", spectrum, new OutlierCount(OutlierRule.Gap, 1, 0.5, 1))]);
        ScreePlot.Write(Run(), "Hessian", [new("final", spectrum)], []);
        CheckPng("spectrum");
        CheckPng("scree");
        Assert.Contains("eigenvalue λᵢ of the Hessian", Labels("scree"));
        Assert.DoesNotContain(
            "NaN", File.ReadAllText(_folder["plots/spectrum.svg"]) + File.ReadAllText(_folder["plots/scree.svg"]),
            StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void TextIsInTheEmbeddedFontWithFallbacks()
    {
        TrainingCurvePlot.Write(Run(), SampleRuns.GradientDescent(100));
        IEnumerable<string?> families = Texts("training").Select(t => (string?)t.Attribute("font-family")).Distinct();
        Assert.Equal(["DejaVu Sans, Verdana, sans-serif"], families);
    }

    [Fact]
    public void TheFontComesOutOfTheAssembly()
    {
        TrainingCurvePlot.Write(Run(), SampleRuns.GradientDescent(100));
        using Stream resource = typeof(TrainingCurvePlot).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
        using SkiaSharp.SKStreamAsset font = ScottPlot.Fonts.GetTypeface("TorchCurvature DejaVu Sans", bold: false, italic: false)
            .OpenStream();
        Assert.Equal(resource.Length, font.Length);
    }

    private RunDirectory Run() => RunDirectory.Open(_folder.Path, overwrite: true);

    private void CheckPng(string name)
    {
        byte[] png = File.ReadAllBytes(_folder[$"plots/{name}.png"]);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        Assert.Equal(2400, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal(1600, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
    }

    private IEnumerable<XElement> Texts(string name) =>
        XDocument.Load(_folder[$"plots/{name}.svg"]).Descendants().Where(e => e.Name.LocalName == "text");

    private string[] Labels(string name) => [.. Texts(name).Select(t => t.Value.Trim())];

    // Left of the panel are the ticks of the vertical axis.
    private double TickHeight(string tick) =>
        Texts("largest-eigenvalues")
            .Where(t => t.Value.Trim() == tick)
            .Select(t => Numbers((string)t.Attribute("transform")!))
            .Single(place => place[0] < 120)[1];

    // A dashed line is a path of many boxes; the legend's sample of it is short.
    private double EdgeHeight() => XDocument.Load(_folder["plots/largest-eigenvalues.svg"]).Descendants()
        .Where(e => e.Name.LocalName == "path" && (string?)e.Attribute("fill") == "#D55E00")
        .Select(e => Numbers((string)e.Attribute("d")!).Chunk(2).ToArray())
        .Where(points => points.Max(p => p[0]) - points.Min(p => p[0]) > 600)
        .Select(points => points.Average(p => p[1])).Single();

    private static double[] Numbers(string text) =>
        [.. Number().Matches(text).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"[0-9]+(\.[0-9]+)?")]
    private static partial Regex Number();

    // A mark is a closed path of three corners.
    private int Triangles(string name) => XDocument.Load(_folder[$"plots/{name}.svg"]).Descendants()
        .Where(e => e.Name.LocalName == "path" && (string?)e.Attribute("fill") == "#D55E00")
        .Count(e => ((string)e.Attribute("d")!).Count(c => c == 'L') is 2 or 3);
}
