using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

[Collection(FinishedRuns.Name)]
public sealed class SpectrumVerbTests(FirstRun first) : IDisposable
{
    private static readonly string[] s_files =
    [
        "eigenvalues.csv", "model-final.dat", "plots/scree.png", "plots/scree.svg", "plots/spectrum.png", "plots/spectrum.svg",
        "plots/split-final.png", "plots/split-final.svg", "plots/split-initial.png", "plots/split-initial.svg", "plots/training.png",
        "plots/training.svg", "report.html", "run.json", "spectrum.h5", "split.csv",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AGoodRunWritesEveryFileOfTheContractAndNothingOnStandardError()
    {
        Assert.Equal((0, ""), (first.Result.ExitCode, first.Result.Error));
        string[] written = Directory.GetFiles(first[""], "*", SearchOption.AllDirectories);
        Assert.Equal(
            s_files, written.Select(path => Path.GetRelativePath(first[""], path).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.All(written, path => Assert.True(new FileInfo(path).Length > 0, path));
        Assert.Contains("Results are in", first.Result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TimesHaveStableNamesInTheManifestAndReadableOnesInTheTable()
    {
        JsonObject seconds = JsonNode.Parse(File.ReadAllText(first["run.json"]))!["seconds"]!.AsObject();
        Assert.Equal(
            ["data", "eigenvalues-final", "eigenvalues-initial", "files", "hessian-final", "hessian-initial", "split-final",
                "split-initial", "training"],
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
            double uncentred = File.ReadLines(first["split.csv"]).Select(l => l.Split(','))
                .Where(l => l[0] == point && l[1] == "gradient-covariance").Sum(l => double.Parse(l[3], CultureInfo.InvariantCulture));
            Assert.Equal(
                uncentred - Math.Pow(points[point]!["gradientNorm"]!.GetValue<double>(), 2), Value(point, "trace"), 1e-12 * uncentred);
            Assert.Equal(points[point]!["noise"]!["traceWithHessian"]!.GetValue<double>(), Value(point, "trace_with_hessian"));
            Assert.InRange(Value(point, "overlap"), 1e-3, 1);
        }

        double Value(string point, string quantity) =>
            double.Parse(Assert.Single(lines, l => l[0] == point && l[1] == quantity)[2], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task AManifestRunsAgainWithTheSameBytesAlthoughItNamesOptionsThatDoNotApply()
    {
        JsonObject options = JsonNode.Parse(File.ReadAllText(first["run.json"]))!["options"]!.AsObject();
        Assert.Contains("batch-size", options.Select(o => o.Key));
        Assert.Equal((0, ""), await RunAsync(["spectrum", "--config", first["run.json"]]));
        AssertSameResults();
    }

    [Theory]
    [InlineData("gauss-newton", "exact", "spectrum", "eigenvalue λ of the Gauss–Newton matrix")]
    [InlineData("functional", "exact", "scree", "eigenvalue λᵢ of the functional Hessian")]
    [InlineData("empirical-fisher", "lanczos", "eigenpairs", "|λ| of the empirical Fisher (uncentred gradient covariance)")]
    [InlineData("gauss-newton", "density", "density", "eigenvalue λ of the Gauss–Newton matrix")]
    [InlineData("functional", "exact", "layers", "of the functional Hessian")]
    public async Task FiguresNameTheMatrixThatWasAskedFor(string matrix, string method, string figure, string label)
    {
        string[] more = figure switch
        {
            "layers" => ["--per-layer", "all"],
            "density" => ["--density-error", "0.5", "--relative-error", "0.5"],
            _ => [],
        };
        Assert.Equal((0, ""), await RunAsync([.. CurvatureProgram.SmallRun, "--points", "final", "--curvature", matrix, "--method", method,
            .. more]));
        string[] labels = [.. XDocument.Load(_folder[$"plots/{figure}.svg"]).Descendants().Where(e =>
            e.Name.LocalName == "text").Select(e => e.Value.Trim())];
        Assert.Contains(labels, l => l.StartsWith(label, StringComparison.Ordinal));
        Assert.DoesNotContain(labels, l => l.Contains("of the Hessian", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheEmpiricalFisherHasTwoNames()
    {
        string[] run = [.. CurvatureProgram.SmallRun, "--points", "final", "--force", "--curvature"];
        Assert.Equal((0, ""), await RunAsync([.. run, "gradient-covariance"]));
        byte[] former = File.ReadAllBytes(_folder["eigenvalues.csv"]);
        Assert.Equal((0, ""), await RunAsync([.. run, "empirical-fisher"]));
        Assert.Equal(former, File.ReadAllBytes(_folder["eigenvalues.csv"]));
    }

    /// <summary>
    /// Of an eigenvalue that is rounding nothing can be said to come from anywhere; of another the shares are known as well as it is.
    /// </summary>
    [Fact]
    public async Task InSinglePrecisionAnEigenvalueThatIsRoundingHasNoShares()
    {
        (int exitCode, string output, string error) = await CurvatureProgram.RunAsync(
            [.. CurvatureProgram.SmallRun, "--curvature", "hessian", "--split", "--dtype", "float32", "--activation", "tanh", "--loss",
                "squared-error", "--out", _folder.Path]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.DoesNotContain("NaN", output, StringComparison.Ordinal);
        JsonNode points = JsonNode.Parse(File.ReadAllText(_folder["run.json"]))!["points"]!;
        int withShares = 0, without = 0;
        foreach (string point in (string[])["initial", "final"])
        {
            double bound = points[point]!["eigenvalueErrorBound"]!.GetValue<double>();
            Assert.DoesNotContain("NaN", points[point]!["split"]!.ToJsonString(), StringComparison.Ordinal);
            foreach (JsonNode? share in points[point]!["split"]!["shares"]!.AsArray())
            {
                double eigenvalue = Math.Abs(share!["eigenvalue"]!.GetValue<double>());
                bool isRounding = eigenvalue <= bound;
                Assert.Equal((isRounding, isRounding, isRounding), (share["first"] is null, share["second"] is null,
                    share["error"] is null));
                if (!isRounding)
                {
                    double sum = share["first"]!.GetValue<double>() + share["second"]!.GetValue<double>();
                    Assert.Equal(bound / eigenvalue, share["error"]!.GetValue<double>(), 1e-6 * bound / eigenvalue);
                    Assert.Equal(1, sum, 2 * share["error"]!.GetValue<double>());
                }

                (withShares, without) = isRounding ? (withShares, without + 1) : (withShares + 1, without);
            }
        }

        Assert.True(withShares > 0 && without > 0, $"{withShares} eigenvalues with shares and {without} without");
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

    private void AssertSame(string name) =>
        Assert.True(File.ReadAllBytes(first[name]).AsSpan().SequenceEqual(File.ReadAllBytes(_folder[name])), name);
}
