using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Ranks;

/// <summary>The command started by a launcher: what several processes find together beside what one finds.</summary>
public sealed class CommandOnRanksTests : IDisposable
{
    private const double Rounding = 1e-10;

    // 53 examples are no multiple of 2 or 4; three batches of products and of a pass are cut at other places than the processes' shares.
    private static readonly string[] s_network = ["--hidden", "7", "--dimension", "6"];
    private static readonly string[] s_small = ["--samples", "53", .. s_network];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(RanksProgram.OpenMpi, 4)]
    [InlineData(RanksProgram.Mpich, 3)]
    public async Task EigenpairsAndDensityAreThoseOfOneProcess(string launcher, int size)
    {
        RanksProgram.SkipWithout(launcher);
        string[] arguments =
        [
            "spectrum", .. s_small, "--method", "density", "--top", "2", "--bottom",
            size == 3 ? "0" : "1", "--density-error", "0.4", "--relative-error", "0.4",
            "--batch-size-curvature", "20", "--max-steps", "5", "--points", "final", "--training-dtype", "float64", "--curvature",
            size == 3 ? "gauss-newton" : "label-probability-remainder",
        ];
        await RunAsync(RanksProgram.Alone, 1, [.. arguments, "--out", _folder["one"]]);
        string output = await RunAsync(launcher, size, [.. arguments, "--out", _folder["several"]]);
        Assert.Contains($"{size} processes on 1 machine", output, StringComparison.Ordinal);
        AssertSame("eigenpairs.csv", "eigenvalue", Rounding);
        AssertSame("density.csv", "density", 1e-6);
        Assert.Equal(1, Manifest("one")["processes"]!.GetValue<int>());
        Assert.Equal(size, Manifest("several")["processes"]!.GetValue<int>());
    }

    /// <summary>A network in a file is read by every process; its layers have blocks of their own.</summary>
    [Fact]
    public async Task ANetworkOfOnesOwnHasTheEigenvaluesOfOneProcess()
    {
        RanksProgram.SkipWithout(RanksProgram.OpenMpi);
        string own = Path.Combine(RepositoryRoot.Path, "docs", "own-model");
        string[] arguments =
        [
            "spectrum", "--model", Path.Combine(own, "net.pt"), "--data", Path.Combine(own, "set.npz"), "--loss", "cross-entropy",
            "--method", "lanczos", "--top", "1", "--bottom", "0", "--tolerance", "1e-5", "--per-layer", "all",
        ];
        await RunAsync(RanksProgram.Alone, 1, [.. arguments, "--out", _folder["one"]]);
        await RunAsync(RanksProgram.OpenMpi, 2, [.. arguments, "--out", _folder["several"]]);
        AssertSame("eigenpairs.csv", "eigenvalue", Rounding);
        AssertSame("layer-eigenvalues.csv", "eigenvalue", Rounding);
    }

    /// <summary>A vector goes to the other host for every product, and one comes back.</summary>
    [Theory]
    [InlineData("openmpi")]
    [InlineData("mpich")]
    public async Task TwoHostsSendEachOtherVectorsOverTcp(string launcher)
    {
        RanksProgram.SkipWithout($"mpirun.{launcher}", "ip", "unshare");
        bool areAllowed = Environment.IsPrivilegedProcess && CanMakeNamespaces();
        Assert.SkipUnless(areAllowed, "Network namespaces are root's, and not of every container.");
        string[] arguments =
            ["spectrum", .. s_small, "--method", "lanczos", "--top", "2", "--bottom", "0", "--max-steps", "0", "--points", "final"];
        await RunAsync(RanksProgram.Alone, 1, [.. arguments, "--out", _folder["one"]]);
        string script = Path.Combine(RepositoryRoot.Path, "tests", "TorchCurvature.Tests", "Ranks", "two-hosts.sh");
        string program = Path.Combine(AppContext.BaseDirectory, "curvature");
        var start = new ProcessStartInfo(script, [launcher, program, .. arguments, "--json", "--out", _folder["several"]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        (int exitCode, string output, string error) = await RanksProgram.EndAsync(process);
        Assert.True(exitCode == 0, output + error);
        AssertSame("eigenpairs.csv", "eigenvalue", Rounding);
        long[] bytes = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^2..].Select(long.Parse)];
        JsonNode point = Manifest("several")["points"]!["final"]!;
        long products = point["eigenpairs"]!["products"]!.GetValue<long>();
        long vectors = products * point["parameters"]!.GetValue<long>() * sizeof(double);
        Assert.All(bytes, count => Assert.True(count > vectors, $"{count} bytes went over the wire, and {vectors} are the vectors'."));
    }

    [Theory]
    [InlineData("gd")]
    [InlineData("sgd")]
    [InlineData("adam")]
    public async Task ATrainingIsThatOfOneProcess(string optimizer)
    {
        RanksProgram.SkipWithout(RanksProgram.OpenMpi);
        string[] arguments =
        [
            "train", .. s_small, "--optimizer", optimizer, "--max-steps", "30", "--record-every", "6", "--training-dtype", "float64",
            .. optimizer == "gd" ? (string[])[] : ["--batch-size", "10"],
        ];
        await RunAsync(RanksProgram.Alone, 1, [.. arguments, "--out", _folder["one"]]);
        await RunAsync(RanksProgram.OpenMpi, 2, [.. arguments, "--out", _folder["several"]]);
        AssertSame("records.csv", "train_loss", Rounding);
    }

    /// <summary>Rank 0 says what is wrong, and all processes are gone at once.</summary>
    [Theory]
    [InlineData("--samples 2 --classes 2 --method lanczos", 2, "Start fewer")]
    [InlineData("--device cuda --method lanczos", 2, "--device cpu")]
    [InlineData("--no-such-option", 2, "There is no option")]
    [InlineData("--learning-rate 1e9 --method lanczos", 1, "learning rate")]
    public async Task WhatIsWrongIsSaidOnce(string options, int exitCode, string words)
    {
        RanksProgram.SkipWithout(RanksProgram.OpenMpi);
        using Process process = RanksProgram.Start(
            "curvature", RanksProgram.OpenMpi, 3, ["spectrum", .. s_network, .. options.Split(' '), "--out", _folder["wrong"]]);
        (int code, string output, string error) = await RanksProgram.EndAsync(process);
        string all = output + error;
        Assert.Equal(exitCode, code);
        Assert.Equal(2, all.Split("Error:").Length);
        Assert.Contains(words, all, StringComparison.Ordinal);
    }

    /// <summary>With a library of another family, each process would be alone and do the whole work.</summary>
    [Theory]
    [InlineData(RanksProgram.OpenMpi, "libmpich.so.12")]
    [InlineData(RanksProgram.Mpich, "libmpi.so.40")]
    public async Task ALibraryOfAnotherFamilyIsRefusedByBothNames(string launcher, string library)
    {
        RanksProgram.SkipWithout(RanksProgram.OpenMpi, RanksProgram.Mpich);
        using Process process = RanksProgram.Start(
            "curvature", launcher, 2, ["spectrum", .. s_small, "--out", _folder["wrong"]],
            new Dictionary<string, string> { ["TORCHCURVATURE_MPI"] = library });
        (int code, string output, string error) = await RanksProgram.EndAsync(process);
        string all = output + error;
        Assert.NotEqual(0, code);
        Assert.Contains("Open MPI", all, StringComparison.Ordinal);
        Assert.Contains("MPICH", all, StringComparison.Ordinal);
        Assert.Contains("different families", all, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder["wrong"], "run.json")));
    }

    /// <summary>Whoever is killed takes the others down, and another number of processes goes on where they were.</summary>
    [Theory]
    [InlineData(RanksProgram.OpenMpi, 0)]
    [InlineData(RanksProgram.OpenMpi, 2)]
    [InlineData(RanksProgram.Mpich, 1)]
    public async Task AKilledProcessEndsAllAndOthersGoOn(string launcher, int victim)
    {
        RanksProgram.SkipWithout(launcher);
        string[] arguments = ["train", .. s_small, "--max-steps", "1000", "--checkpoint-every", "10", "--training-dtype", "float64"];
        await RunAsync(RanksProgram.Alone, 1, [.. arguments, "--out", _folder["one"]]);
        using (Process process = RanksProgram.Start("curvature", launcher, 3, [.. arguments, "--out", _folder["several"]]))
        {
            await UntilAsync(() => File.Exists(Path.Combine(_folder["several"], "checkpoint.dat")));
            Process.GetProcessById(RanksProgram.ProcessesWith(_folder["several"]).Single(found => found.Rank == victim).Id).Kill();
            (int exitCode, _, _) = await RanksProgram.EndAsync(process);
            Assert.NotEqual(0, exitCode);
        }

        await UntilAsync(() => RanksProgram.ProcessesWith(_folder["several"]).Count == 0);
        Assert.False(File.Exists(Path.Combine(_folder["several"], RunDirectory.ManifestName)));
        string output = await RunAsync(RanksProgram.OpenMpi, 2, [.. arguments, "--resume", "--out", _folder["several"]]);
        Assert.Contains("with 2 processes where 3 began", output, StringComparison.Ordinal);
        AssertSame("records.csv", "train_loss", Rounding);
    }

    private static bool CanMakeNamespaces()
    {
        using Process made = Process.Start("ip", ["netns", "add", "torchcurvature-try"]);
        made.WaitForExit();
        using Process removed = Process.Start("ip", ["netns", "del", "torchcurvature-try"]);
        removed.WaitForExit();
        return made.ExitCode == 0;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (int tries = 0; !isSo(); tries++)
        {
            Assert.True(tries < 3000, "It never came.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> RunAsync(string launcher, int size, string[] arguments)
    {
        using Process process = RanksProgram.Start("curvature", launcher, size, arguments);
        (int exitCode, string output, string error) = await RanksProgram.EndAsync(process);
        Assert.True(exitCode == 0, output + error);
        return output;
    }

    private JsonNode Manifest(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(_folder[run], RunDirectory.ManifestName)))!;

    // Relative to the largest number of the column.
    private void AssertSame(string file, string column, double tolerance)
    {
        double[] one = Column("one"), several = Column("several");
        Assert.NotEmpty(one);
        Assert.Equal(one.Length, several.Length);
        double scale = one.Max(Math.Abs);
        Assert.All(one.Zip(several), pair => Assert.Equal(pair.First, pair.Second, tolerance * scale));

        double[] Column(string run)
        {
            string[][] rows = [.. File.ReadLines(Path.Combine(_folder[run], file)).Select(line => line.Split(','))];
            int place = Array.IndexOf(rows[0], column);
            return [.. rows[1..].Select(row => double.Parse(row[place], CultureInfo.InvariantCulture))];
        }
    }
}
