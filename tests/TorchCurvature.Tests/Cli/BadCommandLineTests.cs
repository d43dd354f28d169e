using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>
/// Command lines that are refused, with the exit code and every word: the table beside this file. Each is run in this process, with a folder
/// for results that has to stay empty.
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

    [Theory]
    [MemberData(nameof(Table))]
    public async Task ItIsRefusedInTheseWords(string exitCode, string command, string message)
    {
        string[] words = command.Split(' ');
        bool hasResults = words[0] is not ("report" or "open" or "completion") && words[^1] != "--out";
        string[] output = hasResults ? ["--out", _folder["run"]] : [];
        (int code, string error) = await CurvatureProgram.RunHereAsync([.. words, .. output]);
        Assert.Equal((exitCode, message), (code.ToString(null, null), error.TrimEnd('\n').Replace('\n', '|')));
        Assert.False(Directory.Exists(_folder["run"]));
    }
}
