using System.Xml.Linq;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Reporting;

public sealed class LawPlotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1e-4, 1)]
    [InlineData(0.5, 1e-20)]
    [InlineData(1, 1)]
    [InlineData(1e4, 1e20)]
    public void ALawOfAnyShapeAndScaleIsDrawn(double gamma, double scale)
    {
        LawPlot.Write(Run(), [new LawPanel("title", "eigenvalue λ", [new LawCurve("density", new MarchenkoPastur(gamma, scale))])], "law");
        Assert.Contains("density", Labels("law"));
        Assert.True(new FileInfo(_folder["law.png"]).Length > 0);
    }

    [Fact]
    public void AHistogramHasBarsForItsOutliersAndMarksForThePredictedOnes()
    {
        var law = new MarchenkoPastur(0.5, 1e-6);
        LawPanel panel = new("title", "eigenvalue λ", [new LawCurve("law", law, OutlierThreshold: 3e-6)])
        {
            Eigenvalues = [1e-3, 2e-6, 1e-6, 1e-7, 1e-12],
            Outliers = [1e-3],
            Predicted = [1.1e-3, 5e-2],
            IsLogarithmic = true,
        };
        LawPlot.Write(Run(), [panel, panel with { IsLogarithmic = false, Predicted = [] }], "law");
        string[] labels = Labels("law");
        Assert.Equal(2, labels.Count(l => l == "outliers"));
        Assert.Equal(2, labels.Count(l => l == "where its outliers begin"));
        Assert.Single(labels, l => l == "predicted outliers");
        Assert.Contains("10⁻¹²", labels);
    }

    [Fact]
    public void APanelWithNothingToShowIsRefused()
    {
        Assert.Throws<ArgumentException>(() => LawPlot.Write(Run(), [], "law"));
        Assert.Throws<ArgumentException>(() => LawPlot.Write(Run(), [new LawPanel("title", "eigenvalue λ", [])], "law"));
    }

    [Theory]
    [InlineData(0.5, 3)]
    [InlineData(4, 100)]
    public void TheTransitionNamesItsSpike(double gamma, double spike)
    {
        TransitionPlot.Write(Run(), new SpikedCovariance(gamma), 1.2 * spike, spike, "bbp");
        string[] labels = Labels("bbp");
        Assert.Single(labels, l => l == $"ℓ = {spike}");
        Assert.Single(labels, l => l == "thresholds");
    }

    private RunDirectory Run() => RunDirectory.Open(_folder.Path, overwrite: true);

    private string[] Labels(string name) =>
        [.. XDocument.Load(_folder[name + ".svg"]).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim())];
}
