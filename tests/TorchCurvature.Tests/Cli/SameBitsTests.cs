using System.Text.Json.Nodes;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>The same command twice, in two processes: every file of numbers to the bit, by one order of sums or by one thread.</summary>
public sealed class SameBitsTests : IDisposable
{
    private static readonly string[] s_ends = [".csv", ".dat", ".h5", ".svg"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OneOrderOfSumsIsThatOfOneThread()
    {
        string[] command = ["spectrum", "--samples", "60", "--dimension", "10", "--hidden", "5", "--max-steps", "20", "--points", "final"];
        foreach ((string name, string[] options) in new[] { ("one", (string[])["--deterministic"]), ("two", ["--threads", "1"]) })
        {
            (int exitCode, _, string error) = await CurvatureProgram.RunAsync([.. command, .. options, "--out", _folder[name]]);
            Assert.True(exitCode == 0, error);
        }

        string[] files = [.. Files("one")];
        Assert.Equal(files, Files("two"));
        Assert.InRange(files.Length, 4, int.MaxValue);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(_folder["one/" + file]), File.ReadAllBytes(_folder["two/" + file])));
        JsonNode options1 = JsonNode.Parse(File.ReadAllText(_folder["one/run.json"]))!["options"]!;
        Assert.Equal((true, 1), ((bool)options1["deterministic"]!, (int)options1["threads"]!));
    }

    private IEnumerable<string> Files(string run) => Directory.EnumerateFiles(_folder[run], "*", SearchOption.AllDirectories)
        .Where(path => s_ends.Contains(Path.GetExtension(path)))
        .Select(path => Path.GetRelativePath(_folder[run], path))
        .Order(StringComparer.Ordinal);
}
