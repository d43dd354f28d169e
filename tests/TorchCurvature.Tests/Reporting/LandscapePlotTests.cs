using System.Xml.Linq;
using TorchCurvature.Landscape;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Reporting;

public sealed class LandscapePlotTests : IDisposable
{
    private static readonly LossBarrier s_none = new(0, 0, 0);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ALossOverManyDecadesIsLogarithmicAndEveryCurveIsNamed()
    {
        PathPlot.Write(
            Run(), "plots/line",
            new NamedPath("training", Profile(i => Math.Pow(10, i), withEigenvalues: true)),
            new NamedPath("test", Profile(i => 2 * Math.Pow(10, i), withEigenvalues: false)));
        string[] labels = Labels("line");
        Assert.Equal(["10⁰", "10²", "10⁴"], labels.Intersect(["10⁰", "10²", "10⁴"]));
        Assert.Equal(["training", "test"], labels.Intersect(["training", "test"]));
        Assert.Contains("λ max", labels);
        Assert.Contains("position α", labels);
    }

    [Fact]
    public void ALossOfOneSizeIsLinearAndThereIsNoPanelForEigenvaluesThatNobodyAskedFor()
    {
        PathPlot.Write(Run(), "plots/line", new NamedPath("training", Profile(i => 1 + (0.1 * i), withEigenvalues: false)));
        string[] labels = Labels("line");
        Assert.Contains("1.2", labels);
        Assert.DoesNotContain("λ max", labels);
        Assert.DoesNotContain(labels, l => l.StartsWith("10", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0)]
    public void OddLossesAreDrawn(double odd)
    {
        PathPlot.Write(
            Run(), "plots/line", new NamedPath("training", Profile(i => i == 2 ? odd : Math.Pow(10, i), withEigenvalues: false)));
        PathPlot.Write(Run(), "plots/flat", new NamedPath("training", Profile(_ => odd, withEigenvalues: false)));
        SurfacePlot.Write(Run(), Surface((x, y) => x == 1 && y == 1 ? odd : 1 + x), [new("A", 0, 0)]);
        foreach (string name in (string[])["line", "flat", "plane"])
        {
            Assert.True(new FileInfo(_folder[$"plots/{name}.png"]).Length > 0);
            Assert.DoesNotContain("NaN", File.ReadAllText(_folder[$"plots/{name}.svg"]), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void ThePlaneNamesItsPointsAndItsColours()
    {
        SurfacePlot.Write(Run(), Surface((x, y) => Math.Exp(x + y)), [new("A", 0, 0), new("B", 2, 0), new("C", 1, 2)]);
        string[] labels = Labels("plane");
        Assert.Equal(["A", "B", "C"], labels.Intersect(["A", "B", "C"]));
        Assert.Contains("log₁₀ of the loss", labels);
        Assert.Throws<ArgumentException>("surface", () => SurfacePlot.Write(Run(), new LossSurface([0], [0, 1], []), []));
    }

    [Fact]
    public void ATableOfDifferentPositionsIsRefusedAndEmptyCellsStandForWhatIsNotKnown()
    {
        PathProfile path = Profile(i => i, withEigenvalues: false);
        Assert.Throws<ArgumentException>(
            "test", () => PathTable.Write(
                Run(), "line.csv", path, new PathProfile([.. path.Points.Skip(1)], path.AboveInterpolation, path.AboveMeanOfEnds)));
        PathPoint point = new(0.5, new MeasuredRisk(3, 0.25, null, null), null);
        PathProfile unlabelled = new([point], path.AboveInterpolation, path.AboveMeanOfEnds);
        PathTable.Write(Run(), "line.csv", unlabelled, unlabelled);
        Assert.Equal("0.5,3,,3,,0.25,,0.25,", File.ReadAllLines(_folder["line.csv"])[1]);
    }

    private static PathProfile Profile(Func<int, double> loss, bool withEigenvalues) => new(
        [.. Enumerable.Range(0, 5)
            .Select(i => new PathPoint((i - 1) / 2.0, new MeasuredRisk(loss(i), 0.01, i / 4.0, 0.01), withEigenvalues ? i : null))],
        s_none, s_none);

    private static LossSurface Surface(Func<double, double, double> loss)
    {
        double[] grid = [0, 1, 2];
        return new LossSurface(
            grid, grid, [.. grid.SelectMany(y => grid.Select(x => new SurfacePoint(x, y, new MeasuredRisk(loss(x, y), 0, null, null))))]);
    }

    private RunDirectory Run() => RunDirectory.Open(_folder.Path, overwrite: true);

    private string[] Labels(string name) =>
        [.. XDocument.Load(_folder[$"plots/{name}.svg"]).Descendants().Where(e => e.Name.LocalName == "text").Select(t => t.Value.Trim())];
}
