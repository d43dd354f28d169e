using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Ranks;

/// <summary>Runs that three processes of each launcher make in one start, and those of one process that they are compared with.</summary>
public sealed class CommonRuns : IAsyncLifetime
{
    /// <summary>How many processes a launcher starts.</summary>
    internal const int Size = 3;

    // 53 examples are no multiple of 2 or 3; three batches of products and of a pass are cut at other places than the processes' shares.
    internal static readonly string[] Network = ["--hidden", "7", "--dimension", "6"];
    internal static readonly string[] Small = ["--samples", "53", .. Network];

    /// <summary>A short look at a network before training.</summary>
    internal static readonly string[] Lanczos =
        ["spectrum", .. Small, "--method", "lanczos", "--top", "2", "--bottom", "0", "--max-steps", "0", "--points", "final"];

    /// <summary>A training that goes on for seconds.</summary>
    internal static readonly string[] Long =
        ["train", .. Small, "--max-steps", "300", "--checkpoint-every", "10", "--training-dtype", "float64"];

    private static readonly string s_own = Path.Combine(RepositoryRoot.Path, "docs", "own-model");

    private static readonly Dictionary<string, string[]> s_ofOpenMpi = new()
    {
        ["density of F"] = Density("label-probability-remainder", bottom: 1),
        ["own network"] =
        [
            "spectrum", "--model", Path.Combine(s_own, "net.pt"), "--data", Path.Combine(s_own, "set.npz"), "--loss", "cross-entropy",
            "--method", "lanczos", "--top", "1", "--bottom", "0", "--tolerance", "1e-2", "--per-layer", "stem.bias,head.weight",
        ],
        ["gd"] = Training("gd"),
        ["sgd"] = [.. Training("sgd"), "--batch-size", "10"],
        ["adam"] = [.. Training("adam"), "--batch-size", "10"],
        ["exact"] = Exact("exact", dimension: 12, samples: 60),
        ["auto"] = Exact("auto", dimension: 12, samples: 60),
    };

    // The exact one has fewer examples than inputs: the first layer is rotated, in all processes by one basis.
    private static readonly Dictionary<string, string[]> s_ofMpich = new()
    {
        ["density of G"] = Density("gauss-newton", bottom: 0),
        ["rotated"] = Exact("exact", dimension: 40, samples: 20),
    };

    private readonly TemporaryFolder _folder = new();

    /// <summary>The folder of a run.</summary>
    /// <param name="launcher">Who started it.</param>
    /// <param name="name">Its name.</param>
    internal string this[string launcher, string name] => Path.Combine(_folder[launcher], name);

    /// <summary>What the processes of a launcher wrote.</summary>
    internal Dictionary<string, string> Outputs { get; } = [];

    public async ValueTask InitializeAsync()
    {
        Dictionary<string, string[]> alone =
            new(s_ofOpenMpi.Concat(s_ofMpich)) { ["lanczos"] = Lanczos, ["long"] = Long };
        Dictionary<string, Dictionary<string, string[]>> ofLaunchers =
            new() { [RanksProgram.OpenMpi] = s_ofOpenMpi, [RanksProgram.Mpich] = s_ofMpich };
        string[] launchers = [.. ofLaunchers.Keys.Where(RanksProgram.IsThere)];
        foreach (string launcher in launchers)
        {
            await RunAsync(launcher, Size, ofLaunchers[launcher]);
        }

        if (launchers.Length > 0)
        {
            await RunAsync(RanksProgram.Alone, 1, alone);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The manifest of a run.</summary>
    internal JsonNode Manifest(string launcher, string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(this[launcher, name], RunDirectory.ManifestName)))!;

    /// <summary>Asserts that a column of a run's file is that of the same run of one process, relative to its largest number.</summary>
    internal void AssertAsAlone(string run, string name, string file, string column, double tolerance)
    {
        double[] one = Column(this[RanksProgram.Alone, name], file, column), several = Column(run, file, column);
        Assert.NotEmpty(one);
        Assert.Equal(one.Length, several.Length);
        double scale = one.Max(Math.Abs);
        Assert.All(one.Zip(several), pair => Assert.Equal(pair.First, pair.Second, tolerance * scale));
    }

    /// <summary>The numbers of a column of a run's file.</summary>
    internal static double[] Column(string run, string file, string column)
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(run, file)).Select(line => line.Split(','))];
        int place = Array.IndexOf(rows[0], column);
        return [.. rows[1..].Select(row => double.Parse(row[place], CultureInfo.InvariantCulture))];
    }

    private async Task RunAsync(string launcher, int size, Dictionary<string, string[]> runs)
    {
        string list = _folder[$"{launcher}.txt"];
        await File.WriteAllLinesAsync(
            list, runs.Select(run => JsonSerializer.Serialize((string[])[.. run.Value, "--out", this[launcher, run.Key]])));
        using Process process = RanksProgram.Start("TorchCurvature.Ranks", launcher, size, ["commands", list]);
        (int exitCode, string output, string error) = await RanksProgram.EndAsync(process);
        string[] codes = [.. output.Split('\n').Where(line => line.StartsWith("exit code", StringComparison.Ordinal))];
        Assert.True(exitCode == 0 && codes.Length == runs.Count && codes.All(c => c.Trim() == "exit code 0"), output + error);
        Outputs[launcher] = output;
    }

    private static string[] Density(string curvature, int bottom) =>
    [
        "spectrum", .. Small, "--method", "density", "--top", "2", "--bottom", $"{bottom}", "--density-error", "0.4", "--relative-error",
        "0.4", "--batch-size-curvature", "20", "--max-steps", "5", "--points", "final", "--training-dtype", "float64", "--curvature",
        curvature,
    ];

    private static string[] Training(string optimizer) =>
        ["train", .. Small, "--optimizer", optimizer, "--max-steps", "30", "--record-every", "6", "--training-dtype", "float64"];

    // Before the training, whose sums in float32 round otherwise over several processes.
    private static string[] Exact(string method, int dimension, int samples) =>
    [
        "spectrum", "--classes", "3", "--hidden", "6,5", "--activation", "tanh", "--max-steps", "1", "--threads", "1", "--weight-decay",
        "0.01", "--method", method, "--dimension", $"{dimension}", "--samples", $"{samples}",
    ];
}
