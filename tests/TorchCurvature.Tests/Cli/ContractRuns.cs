using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>A small finished run of every verb that writes files, each in a folder of its own.</summary>
public sealed class ContractRuns(FirstRun first, TrainedRuns trained) : IAsyncLifetime
{
    private static readonly string[] s_problem = ["--samples", "60", "--dimension", "10", "--hidden", "5", "--max-steps", "20"];

    private readonly TemporaryFolder _folder = new();

    /// <summary>What the runs are called.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "spectrum-exact", "spectrum-density", "train", "track", "interpolate", "connect", "sharpness", "plane", "reproduce",
        "theory-marchenko-pastur", "theory-bbp", "theory-outliers",
    ];

    internal string this[string name] => name == "spectrum-exact" ? first[""] : _folder[name];

    public async ValueTask InitializeAsync()
    {
        string a = trained["a"], b = trained["b"], c = trained["c"];
        string training = Path.Combine(RepositoryRoot.Tests, "PyTorch", "Assets", "training");
        Assert.Equal(0, first.Result.ExitCode);
        (string Name, string[] Arguments)[] runs =
        [
            ("spectrum-density", [
                "spectrum", .. s_problem, "--method", "density", "--top", "2", "--bottom", "1", "--density-error", "0.5",
                "--relative-error", "0.5", "--tolerance", "1e-3", "--per-layer", "linear1.weight",
            ]),
            ("train", ["train", .. s_problem, "--record-every", "10", "--track-eigenvalues", "10", "--checkpoint-every", "10"]),
            ("track", [
                "track", "--model", Path.Combine(training, "net.pt"), "--data", Path.Combine(training, "set.npz"),
                "--checkpoints", Path.Combine(training, "adam-?.pt"), "--density", "--density-error", "0.5",
            ]),
            ("interpolate", ["interpolate", a, b, "--points", "3", "--largest-eigenvalue"]),
            ("connect", ["connect", a, b, "--steps", "5", "--points", "3"]),
            ("sharpness", ["sharpness", a, "--steps", "2", "--starts", "1"]),
            ("plane", ["plane", a, b, c, "--resolution", "2"]),
            ("reproduce", ["reproduce", "table1", "--preset", "smoke", "--seeds", "1"]),
            ("theory-marchenko-pastur", ["theory", "marchenko-pastur"]),
            ("theory-bbp", ["theory", "bbp"]),
            ("theory-outliers", ["theory", "outliers"]),
        ];
        await Parallel.ForEachAsync(
            runs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (run, _) => await RunAsync(run.Name, run.Arguments));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync(string name, string[] arguments)
    {
        string[] threads = arguments[0] == "theory" ? [] : ["--threads", "1"];
        (int exitCode, _, string error) = await CurvatureProgram.RunAsync([.. arguments, .. threads, "--out", _folder[name]]);
        Assert.Equal((0, ""), (exitCode, error));
    }
}
