using System.Text.Json.Nodes;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Faults.Programs;

/// <summary>The files of two runs of one command line beside each other, bit for bit; times of day aside.</summary>
internal static class ResultFolder
{
    // The page and the event log say when something was.
    private static readonly string[] s_withTimes = ["report.html", "tensorboard/"];

    // What a machine took, and how often a run was begun.
    private static readonly string[] s_ofOneRun =
    [
        "started", "seconds", "peakMemoryBytes", "statedPeakBytes", "availableMemoryBytes", "resumedAt", "methodReason",
        "cellsFoundFinished", "secondsPerProduct",
        "seal", // of a text with times in it
    ];

    // Lines of pages and tables that say how long something took.
    private static readonly string[] s_ofTimes = [" s now (", " minutes of one thread", ",seconds,"];

    private static readonly string[] s_unfinished = [".partial", ".tmp"];

    /// <summary>Names of files that differ, that only one run has, or that are left from writing.</summary>
    /// <param name="whole">The folder of a run that nothing happened to.</param>
    /// <param name="other">The other one.</param>
    public static IReadOnlyList<string> Differences(string whole, string other)
    {
        string[] expected = [.. Files(whole)], found = [.. Files(other)];
        return
        [
            .. expected.Except(found).Select(name => $"{name} is missing"),
            .. found.Except(expected).Select(name => $"{name} is too many"),
            .. expected.Intersect(found).Where(name => !AreSame(Path.Combine(whole, name), Path.Combine(other, name), name))
                .Select(name => $"{name} differs"),
        ];
    }

    /// <summary>Files that were begun and not finished.</summary>
    public static IReadOnlyList<string> Temporaries(string folder) =>
        [.. Files(folder).Where(name => s_unfinished.Any(word => name.Contains(word, StringComparison.Ordinal)))];

    /// <summary>Networks that are there and not as they should be; tables and figures change while a run goes on.</summary>
    public static IReadOnlyList<string> Damaged(string whole, string other) =>
    [
        .. Files(other).Where(name => Path.GetFileName(name) == RunFiles.FinalModel)
            .Where(name => File.Exists(Path.Combine(whole, name)) && !AreSame(Path.Combine(whole, name), Path.Combine(other, name), name)),
    ];

    /// <summary>Bytes of all files.</summary>
    public static long Size(string folder) => Files(folder).Sum(name => new FileInfo(Path.Combine(folder, name)).Length);

    private static IEnumerable<string> Files(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path))
            .Order(StringComparer.Ordinal)
        : [];

    private static bool AreSame(string whole, string other, string name)
    {
        if (Array.Exists(s_withTimes, word => name.Contains(word, StringComparison.Ordinal)))
        {
            return new FileInfo(other).Length > 0;
        }

        if (Path.GetExtension(name) is ".md" or ".csv")
        {
            return File.ReadLines(whole).Where(IsLasting).SequenceEqual(File.ReadLines(other).Where(IsLasting));
        }

        return Path.GetExtension(name) == ".json"
            ? JsonNode.DeepEquals(Lasting(JsonNode.Parse(File.ReadAllText(whole))), Lasting(JsonNode.Parse(File.ReadAllText(other))))
            : File.ReadAllBytes(whole).AsSpan().SequenceEqual(File.ReadAllBytes(other));
    }

    private static bool IsLasting(string line) => !Array.Exists(s_ofTimes, word => line.Contains(word, StringComparison.Ordinal));

    private static JsonNode? Lasting(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject named:
                foreach (string key in named.Select(pair => pair.Key).Where(IsOfOneRun).ToArray())
                {
                    named.Remove(key);
                }

                Array.ForEach([.. named.Select(pair => pair.Value)], value => Lasting(value));
                break;
            case JsonArray list:
                Array.ForEach([.. list], value => Lasting(value));
                break;
        }

        return node;
    }

    private static bool IsOfOneRun(string key) => s_ofOneRun.Contains(key) || key.EndsWith("Seconds", StringComparison.Ordinal);
}
