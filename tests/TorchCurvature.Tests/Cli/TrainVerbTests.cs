using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

public sealed class TrainVerbTests : IDisposable
{
    private static readonly string[] s_problem =
        ["train", "--samples", "60", "--dimension", "10", "--hidden", "5", "--threads", "1", "--learning-rate", "0.4"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AGoodRunWritesEveryFileAndLooksAtTheRightSteps()
    {
        (int exitCode, string output, string error) = await CurvatureProgram.RunAsync(
            [.. s_problem, "--phases", "25:7,full:6,7:9", "--record-every", "4", "--track-eigenvalues", "5", "--track-samples", "30",
                "--checkpoint-every", "3", "--out", _folder["run"]]);
        Assert.Equal((ExitCode.Done, ""), (exitCode, error));
        Assert.Contains("Results are in", output, StringComparison.Ordinal);
        string[] written = Directory.GetFiles(_folder["run"], "*", SearchOption.AllDirectories);
        Assert.Equal(
            [
                "largest-eigenvalues.csv", "model-final.dat", "plots/largest-eigenvalues.png", "plots/largest-eigenvalues.svg",
                "plots/training.png", "plots/training.svg", "records.csv", "report.html", "run.json",
                "tensorboard/events.out.tfevents.curvature",
            ],
            written.Select(path => Path.GetRelativePath(_folder["run"], path).Replace('\\', '/')).Order(StringComparer.Ordinal));

        (string header, string[][] records) = Table("run", "records.csv");
        Assert.Equal("step,phase,train_loss,train_accuracy,test_loss,test_accuracy,gradient_norm", header);
        Assert.Equal(["0", "4", "8", "12", "16", "20", "22"], records.Select(r => r[0]));
        Assert.Equal(["1", "1", "2", "2", "3", "3", "3"], records.Select(r => r[1]));
        Assert.All(
            records, r => Assert.All(r[2..], cell => Assert.True(double.IsFinite(double.Parse(cell, CultureInfo.InvariantCulture)))));

        (header, string[][] largest) = Table("run", "largest-eigenvalues.csv");
        Assert.Equal("step,index,eigenvalue,residual,two_over_learning_rate,confirmed", header);
        Assert.Equal(
            "0 5 10 15 20 22".Split(' ').SelectMany(step => Enumerable.Range(1, 3).Select(index => (step, $"{index}"))),
            largest.Select(r => (r[0], r[1])));
        Assert.All(largest, r => Assert.Equal(("5", r[0] == "0" ? "true" : "false"), (r[4], r[5])));

        string[] cells = [.. output.Split('\n').Single(l => l.Contains("λ max", StringComparison.Ordinal)).Split('│').Select(c =>
            c.Trim())];
        foreach ((string cell, string step) in (IEnumerable<(string, string)>)[(cells[2], "0"), (cells[3], "22")])
        {
            string[] parts = cell.Split(" ± ");
            string[] line = largest.Single(r => r[0] == step && r[1] == "1");
            Assert.Equal(double.Parse(line[2], CultureInfo.InvariantCulture).ToString("0.000e+0", CultureInfo.InvariantCulture), parts[0]);
            // The radius is the residual norm and an allowance for rounding, or more beside others.
            Assert.True(double.Parse(parts[1], CultureInfo.InvariantCulture) >= 0.9 * double.Parse(line[3], CultureInfo.InvariantCulture),
                cell);
        }

        JsonNode manifest = JsonNode.Parse(File.ReadAllText(_folder["run/run.json"]))!;
        Assert.Equal(("finished", 22), ((string?)manifest["status"], (int)manifest["training"]!["steps"]!));
        Assert.Equal(0, (int)manifest["largestEigenvalues"]!["notConverged"]!);
    }

    /// <summary>Both networks are the same after the same steps, so their largest eigenvalues are.</summary>
    [Fact]
    public async Task TheLargestEigenvaluesAndTheModelAreThoseOfTheVerbSpectrum()
    {
        string[] training = ["--max-steps", "20", "--stop-gradient-norm", "0", "--training-dtype", "float64"];
        Assert.Equal(ExitCode.Done, (await CurvatureProgram.RunAsync(
            [.. s_problem, .. training, "--track-eigenvalues", "20", "--track-tolerance", "1e-9", "--out", _folder["train"]])).ExitCode);
        Assert.Equal(
            ExitCode.Done,
            (await CurvatureProgram.RunAsync(["spectrum", .. s_problem[1..], .. training, "--out", _folder["spectrum"]])).ExitCode);
        double[] followed = [.. Table("train", "largest-eigenvalues.csv").Lines.Where(r => r[1] == "1")
            .Select(r => double.Parse(r[2], CultureInfo.InvariantCulture))];
        double[] exact = [.. Table("spectrum", "eigenvalues.csv").Lines.Where(r => r[1] == "1")
            .Select(r => double.Parse(r[2], CultureInfo.InvariantCulture))];
        Assert.Equal(2, exact.Length);
        Assert.All(exact.Zip(followed), pair => Assert.Equal(pair.First, pair.Second, 1e-8 * pair.First));
        Assert.Equal(File.ReadAllBytes(_folder["spectrum/model-final.dat"]), File.ReadAllBytes(_folder["train/model-final.dat"]));

        string[] labels = [.. XDocument.Load(_folder["train/plots/largest-eigenvalues.svg"]).Descendants()
            .Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim())];
        Assert.Contains("2/η = 5", labels);
        Assert.Contains("λ max", labels);
    }

    /// <summary>Killed once without warning and asked to stop once, the run ends in the bytes of the run that was left alone.</summary>
    [Fact]
    public async Task ARunThatWasKilledAndInterruptedGoesOnToTheSameBytes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs signals");
        // In folders of one name, which the figures carry.
        string[] run = [.. s_problem, "--momentum", "0.5", "--nesterov", "--phases", "25:600,7:700,full:200", "--record-every", "100",
            "--track-eigenvalues", "250", "--checkpoint-every", "20"];
        Assert.Equal((ExitCode.Done, ""), await RunAsync(run, "whole/run"));
        using (Process process = CurvatureProgram.Start([.. run, "--out", _folder["killed/run"]]))
        {
            await WaitForCheckpointAsync(process);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.False(File.Exists(_folder["killed/run/run.json"]));
        using (Process process = CurvatureProgram.Start([.. run, "--resume", "--out", _folder["killed/run"]]))
        {
            await WaitForCheckpointAsync(process);
            using (Process kill = Process.Start("sh", ["-c", $"kill -TERM {process.Id}"]))
            {
                kill.WaitForExit();
            }

            string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(ExitCode.Failed, process.ExitCode);
            Assert.Contains("Error: Interrupted. To go on: curvature train --resume --config ", error, StringComparison.Ordinal);
        }

        string manifest = _folder["killed/run/run-unfinished.json"];
        Assert.Equal("interrupted", (string?)JsonNode.Parse(File.ReadAllText(manifest))!["status"]);
        Assert.Equal((ExitCode.Done, ""), await RunAsync(["train", "--resume", "--config", manifest], "killed/run"));
        Assert.InRange((int)JsonNode.Parse(File.ReadAllText(_folder["killed/run/run.json"]))!["resumedAt"]!, 1, 1500);
        foreach (string name in (string[])["records.csv", "largest-eigenvalues.csv", "model-final.dat", "plots/largest-eigenvalues.svg",
            "plots/training.svg"])
        {
            byte[] expected = File.ReadAllBytes(_folder[$"whole/run/{name}"]), actual = File.ReadAllBytes(_folder[$"killed/run/{name}"]);
            Assert.True(expected.AsSpan().SequenceEqual(actual), name);
        }

        Assert.Equal(FilesOf("whole/run"), FilesOf("killed/run"));

        IEnumerable<string> FilesOf(string run) => Directory.GetFiles(_folder[run], "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder[run], path)).Order(StringComparer.Ordinal);

        async Task WaitForCheckpointAsync(Process process)
        {
            DateTime before = File.GetLastWriteTimeUtc(_folder["killed/run/checkpoint.dat"]);
            while (File.GetLastWriteTimeUtc(_folder["killed/run/checkpoint.dat"]) == before)
            {
                Assert.False(process.HasExited, "The run ended before it was stopped.");
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
        }
    }

    private async Task<(int ExitCode, string Error)> RunAsync(string[] arguments, string name)
    {
        (int exitCode, _, string error) = await CurvatureProgram.RunAsync([.. arguments, "--out", _folder[name]]);
        return (exitCode, error);
    }

    private (string Header, string[][] Lines) Table(string run, string name)
    {
        string[] lines = File.ReadAllLines(_folder[$"{run}/{name}"]);
        return (lines[0], [.. lines.Skip(1).Select(l => l.Split(','))]);
    }
}
