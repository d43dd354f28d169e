using System.Globalization;
using System.Text.Json.Nodes;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary><c>spectrum --method</c> beside the exact spectrum of the same run.</summary>
public sealed class MethodTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ProductsGiveTheEigenvaluesOfTheWholeMatrixWithinTheirIntervals()
    {
        await RunAsync("exact", "--curvature", "gauss-newton");
        await RunAsync(
            "density", "--curvature", "gauss-newton", "--top", "4", "--bottom", "2", "--density-error", "0.3", "--relative-error", "0.1",
            "--batch-size-curvature", "23");
        Dictionary<string, double[]> exact = Lines("exact", "eigenvalues.csv").GroupBy(l => l[0])
            .ToDictionary(g => g.Key, g => g.Select(l => Number(l[2])).ToArray());
        string[][] pairs = Lines("density", "eigenpairs.csv");
        Assert.Equal(2 * (4 + 2), pairs.Length);
        foreach (string[] pair in pairs)
        {
            double[] all = exact[pair[0]];
            int place = int.Parse(pair[2], CultureInfo.InvariantCulture);
            double expected = pair[1] == "top" ? all[place - 1] : all[^place];
            Assert.Equal("true", pair[5]);
            Assert.Equal(expected, Number(pair[3]), Number(pair[4]) + (1e-12 * all[0]));
        }

        foreach (string[] estimate in Lines("density", "estimates.csv").Where(l => l[1] == "trace"))
        {
            double trace = exact[estimate[0]].Sum();
            Assert.InRange(
                Number(estimate[2]), trace - (5 * Number(estimate[3])) - (1e-9 * trace),
                trace + (5 * Number(estimate[3])) + (1e-9 * trace));
        }

        foreach (IGrouping<string, string[]> curve in Lines("density", "density.csv").GroupBy(l => l[0]))
        {
            double[][] points = [.. curve.Select(l => l[1..].Select(Number).ToArray())];
            Assert.Equal(1, points.Zip(points.Skip(1), (a, b) => (b[0] - a[0]) * 0.5 * (a[1] + b[1])).Sum(), 0.02);
            Assert.All(points, p => Assert.InRange(p[1], p[2], p[3]));
        }
    }

    /// <summary>The first layer is the one that is too large to be taken column by column.</summary>
    [Fact]
    public async Task LayersByProductsAreTheDiagonalBlocksOfTheWholeMatrix()
    {
        await RunAsync("exact", "--per-layer", "all");
        await RunAsync("lanczos", "--per-layer", "linear1.weight,linear3.bias", "--top", "2", "--bottom", "1");
        Dictionary<(string, string), double[]> exact = Lines("exact", "layer-eigenvalues.csv").GroupBy(l => (l[0], l[1]))
            .ToDictionary(g => g.Key, g => g.Select(l => Number(l[2])).ToArray());
        Assert.Equal(["linear1.weight", "linear1.bias", "linear3.weight", "linear3.bias"], exact.Keys.Select(k => k.Item2).Distinct());
        foreach (IGrouping<(string, string), string[]> layer in Lines("lanczos", "layer-eigenvalues.csv").GroupBy(l => (l[0], l[1])))
        {
            string[][] found = [.. layer];
            double[] all = exact[layer.Key];
            Assert.All(
                found[..^1].Zip(all), pair => Assert.Equal(pair.Second, Number(pair.First[2]), Number(pair.First[3]) + (1e-12 * all[0])));
            Assert.Equal(all[^1], Number(found[^1][2]), Number(found[^1][3]) + (1e-12 * all[0]));
        }

        double trace = exact.Where(l => l.Key.Item1 == "final").Sum(l => l.Value.Sum());
        Assert.Equal(Lines("exact", "eigenvalues.csv").Where(l => l[0] == "final").Sum(l => Number(l[2])), trace, 1e-12 * trace);
        (int exitCode, _, string error) =
            await CurvatureProgram.RunAsync([.. CurvatureProgram.SmallRun, "--per-layer", "linear1.wight", "--out", _folder["wrong"]]);
        Assert.Equal(2, exitCode);
        Assert.Contains("Did you mean 'linear1.weight'?", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AutoSaysWhatItTakesAndWhy()
    {
        string output = await RunAsync("auto");
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder["auto"], "run.json")))!;
        string method = manifest["method"]!.GetValue<string>();
        Assert.Equal("auto", manifest["options"]!["method"]!.GetValue<string>());
        Assert.Contains(method, (string[])["exact", "density"]);
        string reason = manifest["methodReason"]!.GetValue<string>();
        Assert.EndsWith($"--method {method}.", reason, StringComparison.Ordinal);
        Assert.Contains(reason, string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        Assert.Equal(method == "exact", File.Exists(Path.Combine(_folder["auto"], "eigenvalues.csv")));
        Assert.Equal(method == "density", File.Exists(Path.Combine(_folder["auto"], "density.csv")));
        Assert.Equal(method == "density", manifest["effective"] is not null);
    }

    [Theory]
    [InlineData("exact", "eigenvalues.csv")]
    [InlineData("lanczos", "eigenpairs.csv")]
    public async Task AMethodThatWasAskedForHasNoReason(string method, string file)
    {
        await RunAsync(method);
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder[method], "run.json")))!;
        Assert.Equal(method, manifest["method"]!.GetValue<string>());
        Assert.Null(manifest["methodReason"]);
        Assert.True(File.Exists(Path.Combine(_folder[method], file)));
        Assert.Equal(method == "lanczos", manifest["effective"]?["keptGraphs"] is not null);
    }

    [Fact]
    public async Task TheSplitNeedsTheWholeMatrixAndTheNoiseTheHessian()
    {
        (int exitCode, _, string error) =
            await CurvatureProgram.RunAsync([.. CurvatureProgram.SmallRun, "--method", "lanczos", "--split", "--out", _folder["refused"]]);
        Assert.Equal(2, exitCode);
        Assert.Contains("--split is for --method exact", error, StringComparison.Ordinal);
        (exitCode, _, error) = await CurvatureProgram.RunAsync(
            [.. CurvatureProgram.SmallRun, "--curvature", "functional", "--noise", "--out", _folder["refused"]]);
        Assert.Equal(2, exitCode);
        Assert.Contains("--noise is for --curvature hessian", error, StringComparison.Ordinal);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private async Task<string> RunAsync(string method, params string[] more)
    {
        (int exitCode, string output, string error) =
            await CurvatureProgram.RunAsync([.. CurvatureProgram.SmallRun, "--method", method, .. more, "--out", _folder[method]]);
        Assert.Equal((0, ""), (exitCode, error));
        return output;
    }

    private string[][] Lines(string run, string file) =>
        [.. File.ReadLines(Path.Combine(_folder[run], file)).Skip(1).Select(l => l.Split(','))];
}
