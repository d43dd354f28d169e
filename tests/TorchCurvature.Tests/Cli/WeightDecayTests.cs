using System.Globalization;
using System.Text.Json.Nodes;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>Weight decay adds λI to H, to G and to the empirical Fisher, and nothing to F, at the same parameters.</summary>
public sealed class WeightDecayTests : IDisposable
{
    private const double Decay = 0.1;
    private const string Covariance = "gradient-covariance";

    private static readonly string[] s_atOnePoint =
        ["spectrum", "--samples", "60", "--dimension", "10", "--hidden", "5", "--threads", "1", "--max-steps", "0", "--points", "final"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheSplitShiftsByItAndKeepsItsRanksSharesAndLaws()
    {
        await RunAsync("without", 0, "--split", "--theory");
        string output = await RunAsync("with", Decay, "--split", "--theory");
        ILookup<string, double> without = Eigenvalues("without"), with = Eigenvalues("with");
        Assert.Equal(["H", "G", "F", Covariance], with.Select(m => m.Key));
        foreach (IGrouping<string, double> matrix in without)
        {
            double shift = matrix.Key == "F" ? 0 : Decay;
            Assert.All(matrix.Zip(with[matrix.Key]), pair => Assert.Equal(pair.First + shift, pair.Second, 1e-12));
        }

        JsonNode before = Point("without"), after = Point("with");
        foreach (string matrix in (string[])["H", "G", "F", Covariance])
        {
            Assert.Equal(Rank(before, matrix), Rank(after, matrix));
        }

        Assert.True(Rank(after, Covariance) < without["H"].Count());
        Assert.Equal(Explained(before), Explained(after), 1e-10);
        Assert.Equal("0", before["penalty"]!.ToJsonString());
        Assert.Equal(after["loss"]!.GetValue<double>(), before["loss"]!.GetValue<double>() + after["penalty"]!.GetValue<double>(), 1e-14);
        Assert.True(after["penalty"]!.GetValue<double>() > 0);
        Assert.Null(before["split"]!["weightDecayRemark"]);
        Assert.Contains("G carries λI", after["split"]!["weightDecayRemark"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("G carries λI", output, StringComparison.Ordinal);
        Assert.Contains("weight decay, ½λ‖w‖²", output, StringComparison.Ordinal);

        string[][] lawsBefore = Lines("without", "theory.csv"), lawsAfter = Lines("with", "theory.csv");
        Assert.Equal(6, lawsAfter.Length);
        foreach ((string[] one, string[] other) in lawsBefore.Zip(lawsAfter))
        {
            Assert.Equal((one[1], one[2], one[6], one[8]), (other[1], other[2], other[6], other[8]));
            Assert.Equal(Number(one[5]), Number(other[5]), 1e-6);
        }
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("lanczos")]
    [InlineData("density")]
    public async Task EveryMethodFindsTheEigenvaluesShiftedByIt(string method)
    {
        string[] ofDensity = method == "lanczos" ? [] : ["--density-error", "0.4", "--relative-error", "0.2"];
        string[] search = ["--method", method, "--top", "5", "--bottom", "5", "--tolerance", "1e-9", .. ofDensity];
        await RunAsync("without", 0, search);
        await RunAsync("with", Decay, search);

        // What auto takes depends on the moment, and either way has the same ends.
        double[] without = Ends("without"), with = Ends("with");
        Assert.Equal(10, with.Length);
        Assert.All(without.Zip(with), pair => Assert.Equal(pair.First + Decay, pair.Second, 1e-12));
        if (method != "density")
        {
            return;
        }

        double[] trace = Trace("without"), shifted = Trace("with");
        double expected = Decay * Point("with")["parameters"]!.GetValue<int>();
        Assert.InRange(shifted[0] - trace[0], expected - (5 * (trace[1] + shifted[1])), expected + (5 * (trace[1] + shifted[1])));
    }

    [Theory]
    [InlineData("gauss-newton", Decay)]
    [InlineData("empirical-fisher", Decay)]
    [InlineData("functional", 0)]
    public async Task ProductsOfThePartsAreShiftedLikeTheirMatrices(string part, double shift)
    {
        string[] search = ["--curvature", part, "--method", "lanczos", "--top", "4", "--bottom", "0", "--tolerance", "1e-9"];
        await RunAsync("without", 0, search);
        await RunAsync("with", Decay, search);
        Assert.All(Ends("without").Zip(Ends("with")), pair => Assert.Equal(pair.First + shift, pair.Second, 1e-12));
    }

    private async Task<string> RunAsync(string name, double decay, params string[] more)
    {
        (int exitCode, string output, string error) = await CurvatureProgram.RunAsync(
            [.. s_atOnePoint, "--weight-decay", decay.ToString(CultureInfo.InvariantCulture), .. more, "--out", _folder[name]]);
        Assert.Equal((0, ""), (exitCode, error));
        return output;
    }

    private ILookup<string, double> Eigenvalues(string run) => Lines(run, "split.csv").ToLookup(l => l[1], l => Number(l[3]));

    private double[] Ends(string run)
    {
        if (File.Exists(_folder[$"{run}/eigenpairs.csv"]))
        {
            return [.. Lines(run, "eigenpairs.csv").Select(l => Number(l[3]))];
        }

        double[] all = [.. Lines(run, "eigenvalues.csv").Select(l => Number(l[2]))];
        return [.. all.Take(5), .. all.Reverse().Take(5)];
    }

    private double[] Trace(string run) => [.. Lines(run, "estimates.csv").Single(l => l[1] == "trace")[2..4].Select(Number)];

    private JsonNode Point(string run) => JsonNode.Parse(File.ReadAllText(_folder[$"{run}/run.json"]))!["points"]!["final"]!;

    private static int Rank(JsonNode point, string matrix) => point["split"]!["ranks"]![matrix]!["rank"]!.GetValue<int>();

    private static double Explained(JsonNode point) => point["split"]!["classMeans"]!["explainedShareOfGaussNewton"]!.GetValue<double>();

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private string[][] Lines(string run, string file) => [.. File.ReadLines(_folder[$"{run}/{file}"]).Skip(1).Select(l => l.Split(','))];
}
