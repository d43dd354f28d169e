using System.Globalization;
using System.Text.Json.Nodes;
using TorchCurvature.Cli;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary><c>curvature theory</c> in this process, and <c>curvature spectrum --theory</c>.</summary>
public sealed class TheoryVerbTests : IDisposable
{
    private static readonly string[] s_extensions = ["png", "svg"];
    private static readonly string[] s_points = ["initial", "final"];
    private static readonly string[] s_matrices = ["H", "G", "gradient-covariance"];
    private static readonly string[] s_laws = ["marchenko-pastur", "few-atoms"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("marchenko-pastur --gamma 0.5")]
    [InlineData("marchenko-pastur --gamma 4 --scale 1e-9")]
    [InlineData("outliers --gamma 0.1 --population 1:0.9,4:0.1 --spikes 2")]
    public async Task TheDensityAndTheZerosMakeUpAllEigenvalues(string command)
    {
        await RunAsync(command);
        double[][] density = [.. Lines("density.csv").Select(l => l.Select(Number).ToArray())];
        double mass = density.Zip(density.Skip(1), (a, b) => (b[0] - a[0]) * 0.5 * (a[1] + b[1])).Sum();
        double zeros = JsonNode.Parse(File.ReadAllText(_folder["run.json"]))!["results"]!["atomAtZero"]!.GetValue<double>();
        Assert.Equal(1 - zeros, mass, 1e-5);
        Assert.All(s_extensions, extension => Assert.True(new FileInfo(_folder["plots/density." + extension]).Length > 0));
    }

    [Fact]
    public async Task TheTransitionHasTheSpikeThatWasAskedForAndBothThresholds()
    {
        await RunAsync("bbp --gamma 0.5 --spike 3");
        string[][] lines = Lines("bbp.csv");
        Assert.Equal(["3", "true", "3.75", "0.7"], lines.Single(l => l[0] == "3")
            .Select(t => bool.TryParse(t, out _) ? t : Number(t).ToString("G12", CultureInfo.InvariantCulture)));
        var model = new SpikedCovariance(0.5);
        Assert.All(lines, l => Assert.Equal(Number(l[0]) < model.LowerThreshold || Number(l[0]) > model.Threshold, bool.Parse(l[1])));
        Assert.Equal(2, lines.Zip(lines.Skip(1)).Count(pair => pair.First[1] != pair.Second[1]));
        Assert.True(File.Exists(_folder["plots/bbp.svg"]));
    }

    [Fact]
    public async Task OutliersComeOutOfTheirBulks()
    {
        await RunAsync("outliers --gamma 0.1 --population 1:0.9,4:0.1 --spikes 6,4.1,2");
        double[][] bulks = [.. Lines("bulks.csv").Select(l => l.Select(Number).ToArray())];
        Assert.Equal([0.9, 0.1], bulks.Select(b => Math.Round(b[2], 12)));
        string[][] spikes = Lines("outliers.csv");
        Assert.Equal(["true", "false", "true"], spikes.Select(l => l[1]));
        Assert.True(Number(spikes[0][2]) > bulks[1][1]);
        Assert.InRange(Number(spikes[1][2]), bulks[1][0], bulks[1][1]);
        Assert.InRange(Number(spikes[2][2]), bulks[0][1], bulks[1][0]);
    }

    [Fact]
    public async Task TheFitsOfASpectrumCountItsEigenvaluesBeyondTheirThresholds()
    {
        (int exitCode, string output, string error) =
            await CurvatureProgram.RunAsync([.. CurvatureProgram.SmallRun, "--split", "--theory", "--out", _folder.Path]);
        Assert.Equal((ExitCode.Done, ""), (exitCode, error));
        Assert.Contains("from class means", output, StringComparison.Ordinal);
        string[][] fits = Lines("theory.csv");
        Assert.Equal(
            from point in s_points from matrix in s_matrices from law in s_laws select (point, matrix, law),
            fits.Select(l => (l[0], l[1], l[2])));
        ILookup<(string, string), double> eigenvalues = Lines("split.csv").ToLookup(l => (l[0], l[1]), l => Number(l[3]));
        foreach (string[] fit in fits)
        {
            Assert.InRange(Number(fit[5]), 0, 1);
            Assert.Equal(eigenvalues[(fit[0], fit[1])].Count(e => e > Number(fit[7])), int.Parse(fit[8], CultureInfo.InvariantCulture));
            Assert.True(File.Exists(_folder[$"plots/theory-{fit[0]}.png"]));
        }
    }

    private async Task RunAsync(string command) =>
        Assert.Equal(ExitCode.Done, await CurvatureCommand.RunAsync(["theory", .. command.Split(' '), "--out", _folder.Path]));

    private string[][] Lines(string file) => [.. File.ReadLines(_folder[file]).Skip(1).Select(l => l.Split(','))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
