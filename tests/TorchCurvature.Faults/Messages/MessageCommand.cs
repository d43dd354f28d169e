using System.CommandLine;

namespace TorchCurvature.Faults.Messages;

/// <summary>The verb <c>messages</c>: which of the program's errors the tests provoke.</summary>
internal static class MessageCommand
{
    private static readonly string[] s_throws = ["throw new ", "AddError("];

    private static readonly Option<FileInfo> s_coverage = new Option<FileInfo>("--coverage")
    {
        Description = "What tests/coverage.sh left in artifacts/coverage.",
        Required = true,
    }.AcceptExistingOnly();

    private static readonly Option<DirectoryInfo> s_sources = new Option<DirectoryInfo>("--sources")
    {
        Description = "The folder of the sources.",
        DefaultValueFactory = _ => new DirectoryInfo("src"),
    }.AcceptExistingOnly();

    public static Command Build()
    {
        var command = new Command("messages", "Lists the errors that the tests do not provoke, by the lines that they came through.")
        {
            s_coverage, s_sources,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(s_coverage).FullName, parsed.GetRequiredValue(s_sources).FullName));
        return command;
    }

    private static void Run(string coverage, string sources)
    {
        var covered = new CoveredLines(coverage);
        int provoked = 0, all = 0;
        string root = Path.TrimEndingDirectorySeparator(sources) + Path.DirectorySeparatorChar;
        foreach (string file in covered.Files.Where(f => f.StartsWith(root, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (!File.Exists(file))
            {
                continue; // made by a generator
            }

            string[] lines = File.ReadAllLines(file);
            foreach ((int index, string line) in lines.Index().Where(l => s_throws.Any(l.Item.Contains)))
            {
                if (covered.AreTaken(file, index + 1) is not { } isTaken)
                {
                    continue;
                }

                all++;
                provoked += isTaken ? 1 : 0;
                if (!isTaken)
                {
                    Console.WriteLine($"{file[root.Length..]}:{index + 1}: {Words(lines, index)}");
                }
            }
        }

        Console.WriteLine($"{provoked} of {all} errors are provoked by a test; those above are not.");
    }

    // The exception, and the line of its text, which may be the next one.
    private static string Words(string[] lines, int index) =>
        lines[index].Contains('"') || index + 1 == lines.Length ? lines[index].Trim() : $"{lines[index].Trim()} {lines[index + 1].Trim()}";
}
