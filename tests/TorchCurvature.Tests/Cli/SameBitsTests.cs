using System.Text.Json.Nodes;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>The same command twice, in two processes: every file of numbers to the bit, by one order of sums or by one thread.</summary>
public sealed class SameBitsTests : IDisposable
{
    private static readonly string[] s_ends = [".csv", ".dat", ".h5", ".svg"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Figures have the name of their folder on them, which is the same for both.</summary>
    [Fact]
    public async Task OneOrderOfSumsIsThatOfOneThread()
    {
        string[] command = ["spectrum", "--samples", "60", "--dimension", "10", "--hidden", "5", "--max-steps", "20", "--points", "final"];
        foreach ((string name, string[] options) in new[] { ("one", (string[])["--deterministic"]), ("two", ["--threads", "1"]) })
        {
            (int exitCode, _, string error) = await CurvatureProgram.RunAsync([.. command, .. options, "--out", _folder[name + "/run"]]);
            Assert.True(exitCode == 0, error);
        }

        string[] files = [.. Files("one/run")];
        Assert.Equal(files, Files("two/run"));
        Assert.InRange(files.Length, 4, int.MaxValue);
        Assert.All(
            files, file => Assert.Equal(File.ReadAllBytes(_folder["one/run/" + file]), File.ReadAllBytes(_folder["two/run/" + file])));
        JsonNode asked = JsonNode.Parse(File.ReadAllText(_folder["one/run/run.json"]))!["options"]!;
        Assert.Equal((true, 1), ((bool)asked["deterministic"]!, (int)asked["threads"]!));
    }

    private IEnumerable<string> Files(string run) => Directory.EnumerateFiles(_folder[run], "*", SearchOption.AllDirectories)
        .Where(path => s_ends.Contains(Path.GetExtension(path)))
        .Select(path => Path.GetRelativePath(_folder[run], path))
        .Order(StringComparer.Ordinal);
}
