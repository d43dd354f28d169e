using System.Globalization;
using System.Text.Json.Nodes;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>What a run says of the outermost eigenvalue of an end that was not looked for.</summary>
public sealed class UnknownEigenvalueTests : IDisposable
{
    private const int Parameters = 12;

    private static readonly string[] s_tiny =
    [
        "spectrum", "--data", "blobs", "--classes", "2", "--dimension", "2", "--hidden", "2", "--samples", "20", "--max-steps", "5",
            "--threads", "1", "--points", "final", "--method", "lanczos",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("40", "0")]
    [InlineData("0", "40")]
    public async Task WhereAllEigenvaluesWereFoundFromOneEndTheLastIsThatOfTheOther(string top, string bottom)
    {
        string output = await RunAsync(top, bottom);
        double[] found = [.. File.ReadLines(_folder["run/eigenpairs.csv"]).Skip(1).Select(l => double.Parse(l.Split(',')[3],
            CultureInfo.InvariantCulture))];
        Assert.Equal(Parameters, found.Length);
        JsonNode point = Point();
        Assert.Equal(found.Max(), point["largestEigenvalue"]!.GetValue<double>());
        Assert.Equal(found.Min(), point["smallestEigenvalue"]!.GetValue<double>());
        Assert.InRange(point["smallestEigenvalueError"]!.GetValue<double>(), 1e-18, 1e-12);
        Assert.StartsWith(found.Max().ToString("0.000e+0", CultureInfo.InvariantCulture) + " ± ", Cell(output, "λ max"),
            StringComparison.Ordinal);
        Assert.StartsWith(found.Min().ToString("0.000e+0", CultureInfo.InvariantCulture) + " ± ", Cell(output, "λ min"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3", "0", "λ min", "λ max", "smallestEigenvalue", "largestEigenvalue")]
    [InlineData("0", "3", "λ max", "λ min", "largestEigenvalue", "smallestEigenvalue")]
    public async Task AnEndThatWasNotAskedForIsSaidNotToBe(string top, string bottom, string unknown, string known, string unknownKey,
        string knownKey)
    {
        string output = await RunAsync(top, bottom);
        Assert.Equal("not asked for", Cell(output, unknown));
        Assert.Contains("±", Cell(output, known), StringComparison.Ordinal);
        Assert.Null(Point()[unknownKey]);
        Assert.NotNull(Point()[knownKey]);
    }

    /// <summary>
    /// The block of the first layer is too large for its columns to be multiplied one by one; the last of its top is not its smallest.
    /// </summary>
    [Fact]
    public async Task TheLastOfTheTopIsNotTakenForTheSmallestEigenvalueOfALayer()
    {
        (int exitCode, string output, string error) = await CurvatureProgram.RunAsync(
            [.. CurvatureProgram.SmallRun, "--points", "final", "--method", "lanczos", "--top", "2", "--bottom", "0", "--per-layer",
                "linear1.weight", "--out", _folder["run"]]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(["lambda-max"], File.ReadLines(_folder["run/layers.csv"]).Skip(1).Select(l => l.Split(',')[3]));
        Assert.Contains("not asked for", output[output.IndexOf("final, by layer", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string top, string bottom)
    {
        (int exitCode, string output, string error) = await CurvatureProgram.RunAsync([.. s_tiny, "--top", top, "--bottom", bottom,
            "--out", _folder["run"]]);
        Assert.Equal((0, ""), (exitCode, error));
        return output;
    }

    private JsonNode Point() => JsonNode.Parse(File.ReadAllText(_folder["run/run.json"]))!["points"]!["final"]!;

    private static string Cell(string output, string label) => output.Split('\n').Select(l => l.Split('│')).Single(l => l.Length == 4
        && l[1].Trim() == label)[2].Trim();
}
