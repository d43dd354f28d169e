using System.Globalization;
using System.Text.Json.Nodes;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

[Collection(FinishedRuns.Name)]
public sealed class LandscapeVerbsTests(TrainedRuns runs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheEndsOfTheLineHaveTheLossesThatTheirRunsSay()
    {
        string output = await RunAsync("interpolate", runs["a"], runs["b"], "--points", "9", "--largest-eigenvalue");
        Assert.Contains("barrier", output, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(_folder["out/interpolation.csv"]);
        Assert.Equal(
            "alpha,train_loss,train_accuracy,test_loss,test_accuracy,train_loss_standard_error,train_accuracy_standard_error,"
                + "test_loss_standard_error,test_accuracy_standard_error,lambda_max",
            lines[0]);
        double[][] table =
            [.. lines.Skip(1).Select(l => l.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())];
        Assert.Equal([-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5], table.Select(row => row[0]));
        foreach ((double[] row, string run) in (IEnumerable<(double[], string)>)[(table[2], "a"), (table[6], "b")])
        {
            JsonNode point = Manifest(runs[run])["points"]!["final"]!;
            Assert.Equal(
                [point["loss"]!.GetValue<double>(), point["accuracy"]!.GetValue<double>(), point["testLoss"]!.GetValue<double>(),
                    point["testAccuracy"]!.GetValue<double>()],
                row[1..5]);
            Assert.True(row[9] > 0);
        }

        AssertFiles("interpolation.csv", "plots/interpolation.png", "plots/interpolation.svg", "report.html", "run.json");
        JsonNode manifest = Manifest(_folder["out"]);
        Assert.Equal(("interpolate", 2), ((string?)manifest["command"], (int)manifest["format"]!));
        Assert.Equal([Path.GetFullPath(runs["a"]), Path.GetFullPath(runs["b"])], manifest["runs"]!.AsArray().Select(run => (string?)run));
    }

    /// <summary>What took the time is on the terminal, where a file could not be written.</summary>
    [Theory]
    [InlineData("interpolation.csv", "barrier", "interpolate {a} {b} --points 3")]
    [InlineData("line.csv", "barrier", "connect {a} {b} --steps 2 --points 3")]
    [InlineData("plane.csv", "loss", "plane {a} {b} {c} --resolution 3")]
    [InlineData("sharpness.csv", "sharpness", "sharpness {a} --steps 2 --starts 2")]
    [InlineData("sharpness.csv", "sharpness", "sharpness {a} --steps 2 --starts 2 --quiet")]
    public async Task NumbersThatCannotBeWrittenAreShown(string table, string word, string command)
    {
        Directory.CreateDirectory(_folder[$"out/{table}/in-the-way"]);
        string[] words = [.. command.Split(' ').Select(w => w.StartsWith('{') ? runs[w.Trim('{', '}')] : w)];
        (int exitCode, string output, string error) =
            await CurvatureProgram.RunAsync([.. words, "--threads", "1", "--out", _folder["out"]]);
        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains(table, error, StringComparison.Ordinal);
        Assert.Contains("╭", output, StringComparison.Ordinal);
        Assert.Contains(word, output, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out/run.json"]));
    }

    /// <summary>The same seed and steps: <c>train</c> and <c>spectrum</c> end at the same network.</summary>
    [Fact]
    public async Task ARunOfTrainIsAPointAsARunOfSpectrumIs()
    {
        string trained = _folder["trained"];
        (int exitCode, _, string error) = await CurvatureProgram.RunAsync(
            "train", "--samples", "60", "--dimension", "10", "--hidden", "5", "--max-steps", "20", "--threads", "1", "--out", trained);
        Assert.Equal((0, ""), (exitCode, error));
        string output = await RunAsync("interpolate", trained, runs["a"], "--from", "0", "--to", "1", "--points", "3");
        Assert.DoesNotContain("other examples", output, StringComparison.Ordinal);
        string[] losses = [.. File.ReadAllLines(_folder["out/interpolation.csv"]).Skip(1).Select(line => line.Split(',')[1])];
        Assert.Equal(losses[2], losses[0]);
    }

    [Fact]
    public async Task ANetworkMatchedWithItselfHasAFlatLine()
    {
        await RunAsync("interpolate", runs["a"], runs["a"], "--from", "0", "--to", "1", "--points", "3", "--match-units");
        Assert.Single(File.ReadAllLines(_folder["out/interpolation.csv"]).Skip(1).Select(line => line.Split(',')[2..5])
            .Select(row => string.Join(',', row)).Distinct());
        JsonNode train = Manifest(_folder["out"])["results"]!["train"]!;
        Assert.Equal(0, train["barrierAboveLinearInterpolation"]!["height"]!.GetValue<double>(), 1e-15);
    }

    [Fact]
    public async Task ConnectWritesLineCurveMiddleAndItsDecision()
    {
        string output = await RunAsync("connect", runs["a"], runs["b"], "--steps", "50", "--points", "5", "--tolerance", "5");
        Assert.Contains(
            "At a tolerance of 5, A and B lie in one level set",
            string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        AssertFiles("curve.csv", "line.csv", "model-middle.dat", "plots/connect.png", "plots/connect.svg", "report.html", "run.json");
        string[] line = File.ReadAllLines(_folder["out/line.csv"]), curve = File.ReadAllLines(_folder["out/curve.csv"]);
        Assert.Equal((line[1], line[^1]), (curve[1], curve[^1]));
        Assert.NotEqual(line[3], curve[3]);
        Assert.Equal("same", (string?)Manifest(_folder["out"])["results"]!["levelSet"]!["decision"]);
    }

    [Fact]
    public async Task ConnectAlsoRelaxesABand()
    {
        await RunAsync("connect", runs["a"], runs["b"], "--curve", "band", "--pivots", "3", "--steps", "20", "--points", "5");
        AssertFiles("curve.csv", "line.csv", "model-middle.dat", "plots/connect.png", "plots/connect.svg", "report.html", "run.json");
        string[] line = File.ReadAllLines(_folder["out/line.csv"]), curve = File.ReadAllLines(_folder["out/curve.csv"]);
        Assert.Equal((line[1], line[^1]), (curve[1], curve[^1]));
        Assert.NotEqual(line[3], curve[3]);
        JsonNode options = Manifest(_folder["out"])["options"]!;
        Assert.Equal(("band", 3), ((string?)options["curve"], options["pivots"]!.GetValue<int>()));
    }

    [Fact]
    public async Task SharpnessIsThatOfTheManifestAndItsTable()
    {
        await RunAsync("sharpness", runs["a"], "--steps", "3", "--starts", "2");
        AssertFiles("report.html", "run.json", "sharpness.csv");
        JsonNode results = Manifest(_folder["out"])["results"]!;
        double loss = results["loss"]!.GetValue<double>(), sharpness = results["sharpness"]!.GetValue<double>();
        Assert.Equal(Manifest(runs["a"])["points"]!["final"]!["loss"]!.GetValue<double>(), loss);
        double largest = File.ReadAllLines(_folder["out/sharpness.csv"]).Skip(1)
            .Max(l => double.Parse(l.Split(',')[1], CultureInfo.InvariantCulture));
        Assert.True(largest > loss);
        Assert.Equal(100 * (largest - loss) / (1 + loss), sharpness, 1e-12);
    }

    [Fact]
    public async Task ThePlaneHasItsThreePointsAndItsGrid()
    {
        await RunAsync("plane", runs["a"], runs["b"], runs["c"], "--resolution", "4");
        AssertFiles("plane.csv", "plots/plane.png", "plots/plane.svg", "report.html", "run.json");
        Assert.Equal(1 + 16, File.ReadAllLines(_folder["out/plane.csv"]).Length);
        JsonArray points = Manifest(_folder["out"])["results"]!["points"]!.AsArray();
        Assert.All(points.Zip(["a", "b", "c"]), p => Assert.Equal(
            Manifest(runs[p.Second])["points"]!["final"]!["loss"]!.GetValue<double>(), p.First!["trainLoss"]!.GetValue<double>()));
    }

    [Fact]
    public async Task APlaneAlongEigenvectorsBendsByTheirEigenvalues()
    {
        const double Radius = 1e-4;
        await RunAsync("plane", runs["a"], "--eigenvectors", "1,-1", "--radius", "1e-4", "--resolution", "3");
        AssertFiles("plane.csv", "plots/plane.png", "plots/plane.svg", "report.html", "run.json");
        JsonNode results = Manifest(_folder["out"])["results"]!;
        double[] loss = [.. File.ReadAllLines(_folder["out/plane.csv"]).Skip(1)
            .Select(l => double.Parse(l.Split(',')[2], CultureInfo.InvariantCulture))];
        Assert.Equal(Manifest(runs["a"])["points"]!["final"]!["loss"]!.GetValue<double>(), loss[4]);
        double[] values = [.. results["eigenpairs"]!.AsArray().Select(p => p!["value"]!.GetValue<double>())];
        double known = double.Parse(
            File.ReadLines(Path.Combine(runs["a"], "eigenpairs.csv")).Last().Split(',')[3], CultureInfo.InvariantCulture);
        Assert.Equal(known, values[0], 1e-5 * known);
        Assert.True(values[1] < 0);
        Assert.Equal(values[0], (loss[3] - (2 * loss[4]) + loss[5]) / (Radius * Radius), 1e-3 * known);
        Assert.Equal(values[1], (loss[1] - (2 * loss[4]) + loss[7]) / (Radius * Radius), 1e-3 * known);
        Assert.Equal(Radius, results["radius"]!.GetValue<double>());
    }

    [Fact]
    public async Task TheRadiusThatNobodyGivesIsWhereTheQuadraticModelIsTenTimesTheLoss()
    {
        string output = await RunAsync("plane", runs["a"], "--eigenvectors", "1,2", "--resolution", "2");
        Assert.Contains("λ2", output, StringComparison.Ordinal);
        JsonNode results = Manifest(_folder["out"])["results"]!;
        double loss = results["points"]![0]!["trainLoss"]!.GetValue<double>(),
            largest = results["eigenpairs"]![0]!["value"]!.GetValue<double>();
        Assert.Equal(10 * loss, loss + (0.5 * largest * Math.Pow(results["radius"]!.GetValue<double>(), 2)), 1e-9);
    }

    [Fact]
    public async Task RunsThatCannotBeComparedAreRefusedInOneLine()
    {
        Assert.StartsWith(
            $"Error: '{runs["a"]}' holds a network mlp relu 5 and '{runs["wide"]}' a network mlp relu 6;",
            await RefusalAsync(ExitCode.BadUsage, "interpolate", runs["a"], runs["wide"]), StringComparison.Ordinal);
        Assert.StartsWith(
            $"Error: '{_folder.Path}' holds no run.json", await RefusalAsync(ExitCode.BadUsage, "sharpness", _folder.Path),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "Error: The three points lie on one line", await RefusalAsync(ExitCode.BadUsage, "plane", runs["a"], runs["b"], runs["b"]),
            StringComparison.Ordinal);

        Assert.StartsWith(
            "Error: --eigenvectors 60,-60 asks for more eigenvectors than the network has, which are",
            await RefusalAsync(ExitCode.BadUsage, "plane", runs["a"], "--eigenvectors", "60,-60"), StringComparison.Ordinal);

        string changed = Copy(runs["b"], "changed", manifest => manifest["network"]!["problem"]!["loss"] = "squared-error");
        Assert.Contains(
            "was trained on blobs with cross-entropy and", await RefusalAsync(ExitCode.BadUsage, "connect", runs["a"], changed),
            StringComparison.Ordinal);
        string verb = Copy(runs["b"], "verb", manifest => manifest["command"] = "plane");
        Assert.Contains(
            "holds a run of 'plane', which has no trained network", await RefusalAsync(ExitCode.BadUsage, "connect", runs["a"], verb),
            StringComparison.Ordinal);
        string damaged = Copy(runs["b"], "damaged", manifest => manifest.Remove("network"));
        Assert.Contains(
            "'network' is missing.", await RefusalAsync(ExitCode.BadUsage, "connect", runs["a"], damaged), StringComparison.Ordinal);

        string truncated = Copy(runs["b"], "truncated", _ => { });
        string model = Path.Combine(truncated, "model-final.dat");
        File.WriteAllBytes(model, File.ReadAllBytes(model)[..200]);
        Assert.Contains(
            "does not fit this model, or is damaged", await RefusalAsync(ExitCode.Failed, "connect", runs["a"], truncated),
            StringComparison.Ordinal);
        File.Delete(model);
        Assert.Contains($"'{model}'", await RefusalAsync(ExitCode.Failed, "connect", runs["a"], truncated), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("interpolate A B", "Say where the results go, for example: --out runs/interpolate")]
    [InlineData("interpolate A B --from 1 --to 0 --out X", "--to must be more than --from, and they are 0 and 1.")]
    [InlineData("interpolate A B --points 1 --out X", "--points must be at least 2, and is 1.\nSee: curvature interpolate --help")]
    [InlineData("sharpness A --epsilon 0 --out X", "--epsilon must be more than 0, and is 0.\nSee: curvature sharpness --help")]
    [InlineData(
        "connect A B --pivots 5 --out X",
        "--pivots is for --curve band, and --curve is bezier: leave out --pivots, or choose --curve band.\nSee: curvature connect --help")]
    [InlineData(
        "plane A B --out X",
        "plane goes through three networks, and 2 are named: name A, B and C, or look around one along two eigenvectors with "
            + "--eigenvectors 1,2.\nSee: curvature plane --help")]
    [InlineData(
        "plane A B --eigenvectors 1,2 --out X",
        "plane --eigenvectors looks around one network, and 2 are named: leave out B.\nSee: curvature plane --help")]
    [InlineData(
        "plane A --eigenvectors 1,1 --out X",
        "--eigenvectors '1,1' must be two different whole numbers with a comma between them, counted from the largest eigenvalue, like "
            + "1,2, or with a minus sign from the smallest, like 1,-1.\nSee: curvature plane --help")]
    [InlineData(
        "plane A --eigenvectors -1,1 --margin 1 --out X",
        "--margin means nothing beside --eigenvectors: leave one of them out.\nSee: curvature plane --help")]
    [InlineData(
        "plane A B C --radius 1 --out X",
        "--radius is for runs with --eigenvectors: leave out --radius, or give --eigenvectors too.\nSee: curvature plane --help")]
    public async Task AWrongCommandLineIsRefused(string line, string message)
    {
        string[] arguments = line.Replace("X", _folder["out"], StringComparison.Ordinal).Split(' ');
        (int exitCode, string error) = await CurvatureProgram.RunHereAsync(arguments);
        Assert.Equal((ExitCode.BadUsage, $"Error: {message}\n"), (exitCode, error));
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Theory]
    [InlineData("interpolate")]
    [InlineData("connect")]
    [InlineData("sharpness")]
    [InlineData("plane")]
    public async Task HelpEndsWithAnExample(string verb)
    {
        (int exitCode, string output, _) = await CurvatureProgram.RunAsync(verb, "--help");
        Assert.Equal(ExitCode.Done, exitCode);
        Assert.Contains($"  curvature {verb} runs/", output, StringComparison.Ordinal);
        Assert.DoesNotContain("curvature spectrum --data", output, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        (int exitCode, string output, string error) =
            await CurvatureProgram.RunAsync([.. arguments, "--threads", "1", "--out", _folder["out"]]);
        Assert.Equal((ExitCode.Done, ""), (exitCode, error));
        return output;
    }

    private async Task<string> RefusalAsync(int expected, params string[] arguments)
    {
        (int exitCode, string error) = await CurvatureProgram.RunHereAsync([.. arguments, "--threads", "1", "--out", _folder["refused"]]);
        Assert.Equal((expected, 1), (exitCode, error.Count(letter => letter == '\n')));
        return error;
    }

    private string Copy(string run, string name, Action<JsonObject> change)
    {
        string folder = Directory.CreateDirectory(_folder[name]).FullName;
        File.Copy(Path.Combine(run, "model-final.dat"), Path.Combine(folder, "model-final.dat"));
        JsonObject manifest = new() { ["command"] = "train", ["format"] = 2, ["network"] = FinishedRun.Open(run).Network.ToJson() };
        change(manifest);
        File.WriteAllText(Path.Combine(folder, "run.json"), manifest.ToJsonString());
        return folder;
    }

    private void AssertFiles(params string[] names) => Assert.Equal(
        names, Directory.GetFiles(_folder["out"], "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder["out"], path).Replace('\\', '/')).Order(StringComparer.Ordinal));

    private static JsonNode Manifest(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!;
}
