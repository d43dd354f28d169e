using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>
/// Three small finished runs on the same data, which the verbs of the landscape look at: one network after few and after many steps and
/// with another step, and one of another width.
/// </summary>
public sealed class TrainedRuns : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal string this[string name] => _folder[name];

    public async ValueTask InitializeAsync()
    {
        foreach ((string name, string[] options) in (IEnumerable<(string, string[])>)
            [("a", ["--hidden", "5", "--max-steps", "20"]), ("b", ["--hidden", "5", "--max-steps", "60"]),
                ("c", ["--hidden", "5", "--max-steps", "30", "--learning-rate", "0.4"]), ("wide", ["--max-steps", "1", "--hidden", "6"])])
        {
            (int exitCode, _, string error) = await CurvatureProgram.RunAsync(
                ["spectrum", "--samples", "60", "--dimension", "10", "--threads", "1", "--method", "lanczos", "--top", "1", "--bottom", "0",
                    .. options, "--out", _folder[name]]);
            Assert.Equal((0, ""), (exitCode, error));
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
