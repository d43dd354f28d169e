using System.Diagnostics;
using System.Text.Json.Nodes;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Ranks;

/// <summary>The command started by a launcher: what several processes find together beside what one finds.</summary>
public sealed class CommandOnRanksTests(CommonRuns runs) : IClassFixture<CommonRuns>, IDisposable
{
    private const double Rounding = 1e-10;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(RanksProgram.OpenMpi, "density of F")]
    [InlineData(RanksProgram.Mpich, "density of G")]
    public void EigenpairsAndDensityAreThoseOfOneProcess(string launcher, string name)
    {
        RanksProgram.SkipWithout(launcher);
        Assert.Contains($"{CommonRuns.Size} processes on 1 machine", runs.Outputs[launcher], StringComparison.Ordinal);
        AssertAsAlone(launcher, name, "eigenpairs.csv", "eigenvalue");
        runs.AssertAsAlone(runs[launcher, name], name, "density.csv", "density", 1e-6);
        Assert.Equal(1, runs.Manifest(RanksProgram.Alone, name)["processes"]!.GetValue<int>());
        Assert.Equal(CommonRuns.Size, runs.Manifest(launcher, name)["processes"]!.GetValue<int>());
    }

    /// <summary>A network in a file is read by every process; its layers have blocks of their own.</summary>
    [Fact]
    public void ANetworkOfOnesOwnHasTheEigenvaluesOfOneProcess()
    {
        RanksProgram.SkipWithout(RanksProgram.OpenMpi);
        AssertAsAlone(RanksProgram.OpenMpi, "own network", "eigenpairs.csv", "eigenvalue");
        AssertAsAlone(RanksProgram.OpenMpi, "own network", "layer-eigenvalues.csv", "eigenvalue");
    }

    [Theory]
    [InlineData("gd")]
    [InlineData("sgd")]
    [InlineData("adam")]
    public void ATrainingIsThatOfOneProcess(string optimizer)
    {
        RanksProgram.SkipWithout(RanksProgram.OpenMpi);
        AssertAsAlone(RanksProgram.OpenMpi, optimizer, "records.csv", "train_loss");
    }

    /// <summary>Parts of the matrix in all processes, and a solver over them.</summary>
    [Theory]
    [InlineData(RanksProgram.OpenMpi, "elpa", "exact", null)]
    [InlineData(RanksProgram.Mpich, "scalapack", "rotated", 269)]
    public void PartsOfTheMatrixHaveTheEigenvaluesOfTheWhole(string launcher, string solver, string name, int? rotated)
    {
        RanksProgram.SkipWithout(RanksProgram.Needs(launcher, solver));
        JsonNode alone = runs.Manifest(RanksProgram.Alone, name)["points"]!["initial"]!;
        JsonNode together = runs.Manifest(launcher, name)["points"]!["initial"]!;
        int count = (int)together["parameters"]!; // the first rows are those of the point before training
        double[] one = Eigenvalues(RanksProgram.Alone), several = Eigenvalues(launcher);
        double bound = (double)together["eigenvalueErrorBound"]!;
        Assert.InRange(bound, 1e-17, 1e-12 * one[0]);
        Assert.All(one.Zip(several), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, bound));
        Assert.Equal((int?)alone["rotatedDimension"], (int?)together["rotatedDimension"]);
        Assert.Equal(rotated is null, together["rotatedDimension"] is null);
        Assert.Equal((int)alone["zeroRows"]!, (int)together["zeroRows"]!);
        Assert.StartsWith(solver, (string?)together["solver"], StringComparison.OrdinalIgnoreCase);
        Assert.Null(alone["solver"]);

        double[] Eigenvalues(string by)
        {
            double[] values = CommonRuns.Column(runs[by, name], "eigenvalues.csv", "eigenvalue")[..count];
            Assert.Equal(values.OrderDescending(), values);
            return values;
        }
    }

    /// <summary>What fits one process is found fastest there, and <c>auto</c> says so.</summary>
    [Fact]
    public void AutoLeavesItToOneProcessWhatFitsThere()
    {
        RanksProgram.SkipWithout(RanksProgram.Needs(RanksProgram.OpenMpi, "elpa"));
        Assert.Contains("One process computes them", runs.Outputs[RanksProgram.OpenMpi], StringComparison.Ordinal);
        Assert.Equal("exact", (string?)runs.Manifest(RanksProgram.OpenMpi, "auto")["method"]);
        Assert.Null(runs.Manifest(RanksProgram.OpenMpi, "auto")["points"]!["initial"]!["solver"]);
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
        string script = Path.Combine(RepositoryRoot.Path, "tests", "TorchCurvature.Tests", "Ranks", "two-hosts.sh");
        string program = Path.Combine(AppContext.BaseDirectory, "curvature");
        var start = new ProcessStartInfo(script, [launcher, program, .. CommonRuns.Lanczos, "--json", "--out", _folder["several"]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        (int exitCode, string output, string error) = await RanksProgram.EndAsync(process);
        Assert.True(exitCode == 0, output + error);
        runs.AssertAsAlone(_folder["several"], "lanczos", "eigenpairs.csv", "eigenvalue", Rounding);
        long[] bytes = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^2..].Select(long.Parse)];
        string manifest = await File.ReadAllTextAsync(
            Path.Combine(_folder["several"], RunDirectory.ManifestName), TestContext.Current.CancellationToken);
        JsonNode point = JsonNode.Parse(manifest)!["points"]!["final"]!;
        long products = point["eigenpairs"]!["products"]!.GetValue<long>();
        long vectors = products * point["parameters"]!.GetValue<long>() * sizeof(double);
        Assert.All(bytes, count => Assert.True(count > vectors, $"{count} bytes went over the wire, and {vectors} are the vectors'."));
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
            "curvature", RanksProgram.OpenMpi, 3, ["spectrum", .. CommonRuns.Network, .. options.Split(' '), "--out", _folder["wrong"]]);
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
            "curvature", launcher, 2, ["spectrum", .. CommonRuns.Small, "--out", _folder["wrong"]],
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
        using (Process process = RanksProgram.Start("curvature", launcher, 3, [.. CommonRuns.Long, "--out", _folder["several"]]))
        {
            await UntilAsync(() => File.Exists(Path.Combine(_folder["several"], "checkpoint.dat")));
            Process.GetProcessById(RanksProgram.ProcessesWith(_folder["several"]).Single(found => found.Rank == victim).Id).Kill();
            (int exitCode, _, _) = await RanksProgram.EndAsync(process);
            Assert.NotEqual(0, exitCode);
        }

        await UntilAsync(() => RanksProgram.ProcessesWith(_folder["several"]).Count == 0);
        Assert.False(File.Exists(Path.Combine(_folder["several"], RunDirectory.ManifestName)));
        string output = await RunAsync(RanksProgram.OpenMpi, 2, [.. CommonRuns.Long, "--resume", "--out", _folder["several"]]);
        Assert.Contains("with 2 processes where 3 began", output, StringComparison.Ordinal);
        runs.AssertAsAlone(_folder["several"], "long", "records.csv", "train_loss", Rounding);
    }

    private void AssertAsAlone(string launcher, string name, string file, string column) =>
        runs.AssertAsAlone(runs[launcher, name], name, file, column, Rounding);

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
}
