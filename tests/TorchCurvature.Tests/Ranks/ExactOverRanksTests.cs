using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Ranks;

/// <summary>The command with <c>--method exact</c> under a launcher of two processes, beside the same command alone.</summary>
public sealed class ExactOverRanksTests : IDisposable
{
    private static readonly string[] s_options =
    [
        "spectrum", "--classes", "3", "--hidden", "6,5", "--activation", "tanh", "--max-steps", "1", "--threads", "1",
        "--weight-decay", "0.01",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Before the training, whose sums in float32 round otherwise over several processes. The second case has fewer examples than inputs:
    /// the first layer is rotated, in all processes by one basis.
    /// </summary>
    [Theory]
    [InlineData(RanksProgram.OpenMpi, "elpa", 12, 60, null)]
    [InlineData(RanksProgram.Mpich, "scalapack", 40, 20, 269)]
    public async Task TwoProcessesFindTheEigenvaluesOfOne(string launcher, string solver, int dimension, int samples, int? rotated)
    {
        RanksProgram.SkipWithout(RanksProgram.Needs(launcher, solver));
        string[] options = [.. s_options, "--method", "exact", "--dimension", $"{dimension}", "--samples", $"{samples}"];
        await RunAsync(RanksProgram.Alone, [.. options, "--out", _folder["alone"]]);
        await RunAsync(launcher, [.. options, "--out", _folder["together"]]);
        double[] alone = Eigenvalues("alone"), together = Eigenvalues("together");
        JsonNode point = Manifest("together")["points"]!["initial"]!;
        Assert.Equal(alone.Length, together.Length);
        double bound = (double)point["eigenvalueErrorBound"]!;
        Assert.InRange(bound, 1e-17, 1e-12 * alone[0]);
        Assert.All(alone.Zip(together), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, bound));
        Assert.Equal((int?)Manifest("alone")["points"]!["initial"]!["rotatedDimension"], (int?)point["rotatedDimension"]);
        Assert.Equal(rotated is null, point["rotatedDimension"] is null);
        Assert.Equal((int)Manifest("alone")["points"]!["initial"]!["zeroRows"]!, (int)point["zeroRows"]!);
        Assert.Equal(2, (int)Manifest("together")["processes"]!);
        Assert.StartsWith(solver, (string?)point["solver"], StringComparison.OrdinalIgnoreCase);
        Assert.Null(Manifest("alone")["points"]!["initial"]!["solver"]);
    }

    /// <summary>What fits one process is found fastest there, and <c>auto</c> says so.</summary>
    [Fact]
    public async Task AutoLeavesItToOneProcessWhatFitsThere()
    {
        RanksProgram.SkipWithout(RanksProgram.Needs(RanksProgram.OpenMpi, "elpa"));
        string text = await RunAsync(
            RanksProgram.OpenMpi, [.. s_options, "--method", "auto", "--dimension", "12", "--samples", "60", "--out", _folder["auto"]]);
        Assert.Contains("One process computes them", text, StringComparison.Ordinal);
        Assert.Equal("exact", (string?)Manifest("auto")["method"]);
        Assert.Null(Manifest("auto")["points"]!["initial"]!["solver"]);
    }

    private JsonNode Manifest(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(_folder[run], "run.json")))!;

    private double[] Eigenvalues(string run) =>
    [
        .. File.ReadLines(Path.Combine(_folder[run], "eigenvalues.csv"))
            .Where(line => line.StartsWith("initial,", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture)),
    ];

    private static async Task<string> RunAsync(string launcher, string[] arguments)
    {
        using Process process = RanksProgram.Start("curvature", launcher, 2, arguments);
        (int exitCode, string output, string error) = await RanksProgram.EndAsync(process);
        Assert.True(exitCode == 0, error + output);
        return output;
    }
}
