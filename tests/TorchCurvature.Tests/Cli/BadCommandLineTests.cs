using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>
/// Command lines that are refused, with the exit code and every word: the table beside this file. Each is run in this process, with a
/// folder for results that has to stay empty.
/// </summary>
public sealed class BadCommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string> Table() =>
        [.. File.ReadLines(Path.Combine(RepositoryRoot.Path, "tests/TorchCurvature.Tests/Cli/BadCommandLines.tsv"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t'))
            .Select(row => new TheoryDataRow<string, string, string>(row[0], row[1], row[2]))];

    [Fact]
    public void TheTableHasNoLineTwice()
    {
        string[] commands = [.. Table().Select(row => row.Data.Item2)];
        Assert.InRange(commands.Length, 120, int.MaxValue);
        Assert.Equal(commands.Length, commands.Distinct().Count());
    }

    /// <summary>A device never ends, and has no length.</summary>
    [Theory]
    [InlineData("spectrum --config /dev/zero", "'/dev/zero' has more than 10,000,000 bytes")]
    [InlineData("spectrum --data /dev/zero.npz", "There is no file '/dev/zero.npz'")]
    [InlineData("spectrum --data LINK.npz", "is empty, a pipe or a device; data are read from files.")]
    [InlineData("spectrum --model LINK.npz --data LINK.npz", "is empty")]
    public async Task WhatNeverEndsIsNotReadToItsEnd(string command, string says)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no /dev/zero.");
        File.CreateSymbolicLink(_folder["link.npz"], "/dev/zero");
        string[] words = command.Replace("LINK.npz", _folder["link.npz"], StringComparison.Ordinal).Split(' ');
        (int code, string error) = await CurvatureProgram.RunHereAsync([.. words, "--out", _folder["run"]]);
        Assert.NotEqual(0, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    /// <summary>Probes grow with the square of what is asked for: 1e-300 would never end, and says how long that is.</summary>
    [Theory]
    [InlineData("1e-300", "more than a billion years: ask for more.")]
    [InlineData("1e-9", " years: ask for more.")]
    public async Task AnErrorThatNoRunReachesIsRefusedWithItsTime(string error, string says)
    {
        string[] run = ["spectrum", "--samples", "30", "--dimension", "4", "--hidden", "2", "--points", "given", "--method", "density",
            "--threads", "1", "--density-error", error, "--out", _folder["run"]];
        (int code, string message) = await CurvatureProgram.RunHereAsync(run);
        Assert.Equal(2, code);
        Assert.StartsWith("Error: --density-error 1E-", message, StringComparison.Ordinal);
        Assert.Contains(says, message, StringComparison.Ordinal);
    }

    /// <summary>What a damaged file or a name holds is shown, and never obeyed, by a terminal.</summary>
    [Fact]
    public async Task ControlCharactersAreShownByTheirNumbers()
    {
        (int code, string error) = await CurvatureProgram.RunHereAsync(
            "spectrum", "--data", "\u001b[2Jset\u202e.npz", "--out", _folder["run"]);
        Assert.Equal(2, code);
        Assert.Contains(@"\u001b[2Jset\u202e.npz", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error);
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task ItIsRefusedInTheseWords(string exitCode, string command, string message)
    {
        string[] words = command.Split(' ');
        bool hasResults = words[0] is not ("report" or "open" or "completion") && words[^1] != "--out";
        string[] output = hasResults ? ["--out", _folder["run"]] : [];
        (int code, string error) = await CurvatureProgram.RunHereAsync([.. words, .. output]);
        Assert.Equal((exitCode, message), (code.ToString(null, null), error.TrimEnd('\n').Replace('\n', '|')));
        Assert.True(!Directory.Exists(_folder["run"]) || Directory.GetFileSystemEntries(_folder["run"]).Length == 0);
    }
}
