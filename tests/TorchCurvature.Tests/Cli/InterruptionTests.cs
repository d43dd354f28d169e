using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

public sealed class InterruptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheFirstSignalCancelsAndSaysSoAndTheSecondOneIsLeftToTheSystem()
    {
        List<string> said = [];
        using var interruption = new Interruption(said.Add);
        PosixSignalContext first = new(PosixSignal.SIGINT), second = new(PosixSignal.SIGINT);

        interruption.Receive(first);
        Assert.True(first.Cancel);
        Assert.True(interruption.Token.IsCancellationRequested);
        Assert.StartsWith("Stopping after the present step", Assert.Single(said), StringComparison.Ordinal);

        interruption.Receive(second);
        Assert.False(second.Cancel);
        Assert.Single(said);
    }

    /// <summary>A terminal that is closed sends SIGHUP, which whoever runs these tests may have switched off.</summary>
    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task AnInterruptedRunKeepsWhatItHasAndItsFolderMayBeTakenAgain(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals, and env of GNU");
        string[] endless = ["spectrum", "--samples", "60", "--dimension", "10", "--hidden", "5", "--threads", "1", "--max-steps",
            "1000000000", "--stop-gradient-norm", "0", "--out", _folder.Path];
        using (Process process = CurvatureProgram.StartBy("env", [$"--default-signal={signal}", CurvatureProgram.FileName, .. endless]))
        {
            await WaitForAsync("plots/scree.svg", process);
            Assert.Equal("unfinished", Status());
            Send(signal, process);
            Assert.StartsWith(
                "Stopping after the present step", await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
            Assert.StartsWith(
                "Error: Interrupted.", await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(ExitCode.Failed, process.ExitCode);
        }

        Assert.Equal("interrupted", Status());
        Assert.Equal(
            ["eigenvalues.csv", "model-interrupted.dat", "run-unfinished.json", "spectrum.h5"],
            Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        (int exitCode, _, string error) = await CurvatureProgram.RunAsync([.. CurvatureProgram.SmallRun, "--force", "--out", _folder.Path]);
        Assert.Equal((ExitCode.Done, ""), (exitCode, error));
        Assert.Equal(
            ["eigenvalues.csv", "model-final.dat", "report.html", "run.json", "spectrum.h5"],
            Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private string? Status() => (string?)JsonNode.Parse(File.ReadAllText(_folder["run-unfinished.json"]))!["status"];

    private async Task WaitForAsync(string name, Process process)
    {
        while (!File.Exists(_folder[name]))
        {
            Assert.False(process.HasExited, "The run ended before it was interrupted.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static void Send(string signal, Process process)
    {
        using Process kill = Process.Start("sh", ["-c", $"kill -{signal} {process.Id}"]);
        kill.WaitForExit();
    }
}
