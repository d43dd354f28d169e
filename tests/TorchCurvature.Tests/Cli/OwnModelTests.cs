using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Tests.Data;
using TorchCurvature.Tests.PyTorch;

namespace TorchCurvature.Tests.Cli;

/// <summary>The command on networks that PyTorch saved.</summary>
public sealed class OwnModelTests : IDisposable
{
    // Data that the small scripted networks of these tests read.
    private static readonly string[] s_data = ["--data", "blobs", "--dimension", "4", "--classes", "3", "--samples", "30"];

    private readonly TemporaryFolder _folder = new();

    private static string A => Assets.FileOf("normalized-a");

    private static string B => Assets.FileOf("normalized-b");

    public void Dispose() => _folder.Dispose();

    /// <summary>All eigenvalues at the weights as they are, and what the run says of the network.</summary>
    [Fact]
    public async Task TheSpectrumOfAGivenNetworkIsThatOfPyTorch()
    {
        using var truth = new PyTorchTruth("frozen_layer");
        string output = await RunAsync(
            "spectrum", "--model", PyTorchTruth.FileOf("frozen_layer.pt"), "--data", PyTorchTruth.FileOf("frozen_layer.npz"), "--loss",
            "cross-entropy");
        Assert.Contains("Frozen, and no part of the Hessian: first.weight, first.bias.", Unwrapped(output), StringComparison.Ordinal);
        string[][] rows = [.. File.ReadAllLines(_folder["out/eigenvalues.csv"]).Skip(1).Select(line => line.Split(','))];
        Assert.All(rows, row => Assert.Equal("given", row[0]));
        double[] expected = truth.Numbers("hessian_eigenvalues");
        double[] found = [.. rows.Select(row => double.Parse(row[^1], CultureInfo.InvariantCulture)).Order()];
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * expected.Max(Math.Abs)));

        JsonNode manifest = Manifest();
        Assert.Equal("finished", (string?)manifest["status"]);
        Assert.Equal(["given"], manifest["points"]!.AsObject().Select(p => p.Key));
        Assert.Null(manifest["training"]);
        JsonNode model = manifest["model"]!;
        Assert.Equal(truth.Risk.Layout.Blocks.Select(b => b.Name), model["tensors"]!.AsArray().Select(t => (string?)t!["name"]));
        Assert.Equal(["first.weight", "first.bias"], model["frozen"]!.AsArray().Select(n => (string?)n));
        Assert.Equal((194, "evaluation"), ((int)model["parameters"]!, (string?)model["mode"]));
        AssertFiles(manifest, PyTorchTruth.FileOf("frozen_layer.npz"), PyTorchTruth.FileOf("frozen_layer.pt"));
    }

    /// <summary>A given network is trained where that is asked for, and its run is looked at beside a file.</summary>
    [Fact]
    public async Task ARunOfOnesOwnNetworkIsAPointAsItsFileIs()
    {
        await RunAsync(["train", "--model", A, .. s_data, "--max-steps", "3", "--learning-rate", "0.05"], "run");
        AssertFiles(Manifest("run"), A);
        string output = Unwrapped(await RunAsync("interpolate", _folder["run"], A, "--points", "3", "--from", "0", "--to", "1"));
        Assert.Contains("Between networks they are interpolated as the parameters are", output, StringComparison.Ordinal);
        double[] mixed = Losses("out");
        await RunAsync(["spectrum", "--model", A, .. s_data, "--method", "lanczos", "--top", "1", "--bottom", "0"], "given");
        Assert.Equal((double)Manifest("given")["points"]!["given"]!["loss"]!, mixed[2]);
        Assert.True(mixed[0] < mixed[2]);
        Assert.Null(Manifest()["network"]);
        AssertFiles(Manifest(), _folder["run/model-final.dat"], A);
    }

    [Fact]
    public async Task FilesAreLookedAtWithTheDataOfTheCommandLine()
    {
        await RunAsync(["interpolate", A, B, .. s_data, "--seed", "3", "--points", "5"]);
        double[] line = Losses("out");
        JsonNode manifest = Manifest();
        AssertFiles(manifest, A, B);
        Assert.Equal([A, B], manifest["runs"]!.AsArray().Select(run => (string?)run));
        JsonNode problem = manifest["network"]!["problem"]!;
        Assert.Equal(("blobs", 3, A), ((string?)problem["data"]!["word"], (int)problem["seed"]!, (string?)problem["model"]!["path"]));

        await RunAsync(["sharpness", B, "--model", A, .. s_data, "--seed", "3", "--steps", "1", "--starts", "1"], "sharpness");
        Assert.Equal(line[3], (double)Manifest("sharpness")["results"]!["loss"]!);
        await RunAsync(["plane", A, "--eigenvectors", "1,2", .. s_data, "--seed", "3", "--resolution", "2"], "plane");
        Assert.Equal(line[1], (double)Manifest("plane")["results"]!["points"]![0]!["trainLoss"]!);
    }

    [Theory]
    [InlineData("spectrum --model missing.pt --out X", ExitCode.BadUsage, "There is no file '")]
    [InlineData("spectrum --model minst --out X", ExitCode.BadUsage, "--model 'minst' must be one of mlp, mlp-bn, convnet, lenet, alexnet")]
    [InlineData("spectrum --weights A --out X", ExitCode.BadUsage, "--weights is for --model FILE, and --model is mlp: leave out --w")]
    [InlineData("spectrum --model A --hidden 3 --out X", ExitCode.BadUsage, "--hidden is for --model mlp or mlp-bn, and --model is ")]
    [InlineData("spectrum --model A --out X", ExitCode.BadUsage, "'A' is a network of your own: name its data too, for example --data s")]
    [InlineData("spectrum --model A --data blobs --out X", ExitCode.BadUsage, "The network refuses these inputs, Float64 [64, 100]: ")]
    [InlineData("interpolate A B --out X", ExitCode.BadUsage, "'A' is a file, which says nothing of data: add --data set.npz, and --loss")]
    [InlineData("interpolate A none.pt --data blobs --out X", ExitCode.BadUsage, "There is neither a file nor a folder 'none.pt'.")]
    [InlineData("sharpness F --data blobs --out X", ExitCode.BadUsage, "--data is for files of networks, and 'F' is of a run, which say")]
    [InlineData("plane A --eigenvectors 1,2 --data nlobs --out X", ExitCode.BadUsage, "--data 'nlobs' must be one of blobs, text, mnist, ")]
    [InlineData("interpolate A W --data blobs --dimension 4 --classes 3 --out X", ExitCode.Failed, "'W' is a checkpoint of another")]
    [InlineData("sharpness A --data blobs --out X", ExitCode.Failed, "The network refuses these inputs, Float64 [1000, 100]: ")]
    public async Task AWrongCommandLineIsOneLine(string line, int code, string message)
    {
        (string Letter, string Place)[] places =
            [("A", A), ("B", B), ("W", Assets.FileOf("normalized-wide")), ("F", _folder.Path), ("X", _folder["refused"])];
        string[] arguments = [.. line.Split(' ').Select(word => places.FirstOrDefault(p => p.Letter == word).Place ?? word)];
        string expected = places.Aggregate(message, (text, p) => text.Replace($"'{p.Letter}'", $"'{p.Place}'", StringComparison.Ordinal));
        (int exitCode, string error) = await CurvatureProgram.RunHereAsync(arguments);
        Assert.StartsWith($"Error: {expected}", error, StringComparison.Ordinal);
        Assert.Equal(code, exitCode);
        string[] lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Single(lines, said => !said.StartsWith("See: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ACheckpointWithoutItsNetworkIsRefused()
    {
        string state = PyTorchTruth.FileOf("errors/state_dict.pt");
        (int exitCode, string error) = await CurvatureProgram.RunHereAsync(["sharpness", state, .. s_data, "--out", _folder["refused"]]);
        const string Said = "holds weights and no network: add the network that it is a checkpoint of, --model net.pt.";
        Assert.Equal((ExitCode.BadUsage, $"Error: '{state}' {Said}\n"), (exitCode, error));
    }

    private Task<string> RunAsync(params string[] arguments) => RunAsync(arguments, "out");

    private async Task<string> RunAsync(string[] arguments, string folder)
    {
        (int exitCode, string output, string error) =
            await CurvatureProgram.RunAsync([.. arguments, "--threads", "1", "--out", _folder[folder]]);
        Assert.Equal((ExitCode.Done, ""), (exitCode, error));
        return output;
    }

    private static string Unwrapped(string output) => string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private double[] Losses(string folder) =>
    [
        .. File.ReadAllLines(_folder[folder + "/interpolation.csv"]).Skip(1)
            .Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture)),
    ];

    // By what every system has beside this program, as sha256sum gives it.
    private static void AssertFiles(JsonNode manifest, params string[] paths)
    {
        JsonArray files = manifest["files"]!.AsArray();
        Assert.Equal(paths.Select(Path.GetFullPath), files.Select(file => (string?)file!["path"]));
        Assert.Equal(
            paths.Select(path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))),
            files.Select(file => (string?)file!["sha256"]));
    }

    private JsonNode Manifest(string folder = "out") => JsonNode.Parse(File.ReadAllText(_folder[folder + "/run.json"]))!;
}
