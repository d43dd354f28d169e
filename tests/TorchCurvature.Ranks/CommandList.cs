using System.Text.Json;
using TorchCurvature.Cli;

namespace TorchCurvature.Ranks;

/// <summary>
/// Command lines of <c>curvature</c>, a JSON array each, that the processes of one start run one after the other: a start takes longer than
/// what a test looks at.
/// </summary>
internal static class CommandList
{
    /// <summary>Before the exit code of each, on standard output.</summary>
    public const string ExitCode = "exit code ";

    public static async Task<int> RunAsync(string file)
    {
        foreach (string line in await File.ReadAllLinesAsync(file))
        {
            int exitCode = await CurvatureCommand.RunAsync(JsonSerializer.Deserialize<string[]>(line)!);
            Console.WriteLine($"{ExitCode}{exitCode}");
        }

        return 0;
    }
}
