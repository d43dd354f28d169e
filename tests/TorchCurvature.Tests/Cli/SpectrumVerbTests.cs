using System.Globalization;
using System.Text.Json.Nodes;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

public sealed class SpectrumVerbTests(FirstRun first) : IClassFixture<FirstRun>, IDisposable
{
    private static readonly string[] s_files =
    [
        "eigenvalues.csv", "model-final.dat", "plots/scree.png", "plots/scree.svg", "plots/spectrum.png", "plots/spectrum.svg", "plots/split-final.png", "plots/split-final.svg",
        "plots/split-initial.png", "plots/split-initial.svg", "plots/training.png", "plots/training.svg", "run.json", "spectrum.h5", "split.csv",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AGoodRunWritesEveryFileOfTheContractAndNothingOnStandardError()
    {
        Assert.Equal((0, ""), (first.Result.ExitCode, first.Result.Error));
        string[] written = Directory.GetFiles(first[""], "*", SearchOption.AllDirectories);
        Assert.Equal(s_files, written.Select(path => Path.GetRelativePath(first[""], path).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.All(written, path => Assert.True(new FileInfo(path).Length > 0, path));
        Assert.Contains("Results are in", first.Result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TimesHaveStableNamesInTheManifestAndReadableOnesInTheTable()
    {
        JsonObject seconds = JsonNode.Parse(File.ReadAllText(first["run.json"]))!["seconds"]!.AsObject();
        Assert.Equal(
            ["data", "eigenvalues-final", "eigenvalues-initial", "files", "hessian-final", "hessian-initial", "split-final", "split-initial", "training"],
            seconds.Select(s => s.Key).Order(StringComparer.Ordinal));
        Assert.All(seconds, s => Assert.True(s.Value!.GetValue<double>() > 0, s.Key));
        Assert.Contains("training, 20 steps", first.Result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSameCommandTwiceGivesTheSameBytes()
    {
        Assert.Equal((0, ""), await RunAsync([.. CurvatureProgram.SmallRun, "--eigenvectors", "--split"]));
        AssertSameResults();
    }

    /// <summary>The track computes its points by itself; its ends are the two points of the run.</summary>
    [Fact]
    public async Task TheTrackBeginsAndEndsWithThePointsOfTheRun()
    {
        Assert.Equal((0, ""), await RunAsync([.. CurvatureProgram.SmallRun, "--track", "3"]));
        string[][] lines = [.. File.ReadLines(Path.Combine(_folder.Path, "track.csv")).Skip(1).Select(l => l.Split(','))];
        Assert.Equal(["0", "1", "4", "20"], lines.Select(l => l[0]));
        JsonNode points = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.Path, "run.json")))!["points"]!;
        foreach ((string[] line, string point) in (IEnumerable<(string[], string)>)[(lines[0], "initial"), (lines[^1], "final")])
        {
            Assert.Equal(points[point]!["largestEigenvalue"]!.GetValue<double>(), double.Parse(line[3], CultureInfo.InvariantCulture));
            Assert.Equal(points[point]!["smallestEigenvalue"]!.GetValue<double>(), double.Parse(line[4], CultureInfo.InvariantCulture));
        }

        Assert.True(File.Exists(Path.Combine(_folder.Path, "plots", "track.svg")));
        AssertSame("model-final.dat");
    }

    /// <summary>tr C is the trace of the uncentred covariance, which the split of the same run has, without ‖∇L‖².</summary>
    [Fact]
    public async Task TheNoiseIsComparedWithTheHessianAtBothPoints()
    {
        Assert.Equal((0, ""), await RunAsync([.. CurvatureProgram.SmallRun, "--noise"]));
        string[][] lines = [.. File.ReadLines(Path.Combine(_folder.Path, "noise.csv")).Select(l => l.Split(','))];
        Assert.Equal(["point", "quantity", "value"], lines[0]);
        JsonNode points = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.Path, "run.json")))!["points"]!;
        foreach (string point in (string[])["initial", "final"])
        {
            double uncentred = File.ReadLines(first["split.csv"]).Select(l => l.Split(',')).Where(l => l[0] == point && l[1] == "gradient-covariance").Sum(l => double.Parse(l[3], CultureInfo.InvariantCulture));
            Assert.Equal(uncentred - Math.Pow(points[point]!["gradientNorm"]!.GetValue<double>(), 2), Value(point, "trace"), 1e-12 * uncentred);
            Assert.Equal(points[point]!["noise"]!["traceWithHessian"]!.GetValue<double>(), Value(point, "trace_with_hessian"));
            Assert.InRange(Value(point, "overlap"), 1e-3, 1);
        }

        double Value(string point, string quantity) => double.Parse(Assert.Single(lines, l => l[0] == point && l[1] == quantity)[2], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task AManifestRunsAgainWithTheSameBytesAlthoughItNamesOptionsThatDoNotApply()
    {
        JsonObject options = JsonNode.Parse(File.ReadAllText(first["run.json"]))!["options"]!.AsObject();
        Assert.Contains("batch-size", options.Select(o => o.Key));
        Assert.Equal((0, ""), await RunAsync(["spectrum", "--config", first["run.json"]]));
        AssertSameResults();
    }

    private async Task<(int ExitCode, string Error)> RunAsync(string[] arguments)
    {
        (int exitCode, _, string error) = await CurvatureProgram.RunAsync([.. arguments, "--out", _folder.Path]);
        return (exitCode, error);
    }

    private void AssertSameResults()
    {
        foreach (string name in new[] { "eigenvalues.csv", "split.csv", "model-final.dat" })
        {
            AssertSame(name);
        }
    }

    private void AssertSame(string name) => Assert.True(File.ReadAllBytes(first[name]).AsSpan().SequenceEqual(File.ReadAllBytes(_folder[name])), name);
}
