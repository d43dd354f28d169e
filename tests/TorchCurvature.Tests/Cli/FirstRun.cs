using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>One finished run with every kind of result, which several tests look at.</summary>
public sealed class FirstRun : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal string this[string name] => Path.Combine(_folder["run"], name);

    internal (int ExitCode, string Output, string Error) Result { get; private set; }

    public async ValueTask InitializeAsync() =>
        Result = await CurvatureProgram.RunAsync([.. CurvatureProgram.SmallRun, "--eigenvectors", "--split", "--out", _folder["run"]]);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
