using System.Diagnostics;
using TorchCurvature.Cli;

namespace TorchCurvature.Tests.Cli;

/// <summary>The built program <c>curvature</c>, in a process of its own.</summary>
internal static class CurvatureProgram
{
    // A process has one, and the classes of these tests run beside each other.
    private static readonly SemaphoreSlim s_standardError = new(1);

    /// <summary>Options of a run that takes a few seconds, most of them for plots.</summary>
    internal static string[] SmallRun { get; } =
        ["spectrum", "--samples", "60", "--dimension", "10", "--hidden", "5", "--max-steps", "20", "--threads", "1"];

    /// <summary>Where it is.</summary>
    internal static string FileName { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "curvature.exe" : "curvature");

    internal static Process Start(params string[] arguments) => StartBy(FileName, arguments);

    /// <summary>Starts another program, which becomes this one.</summary>
    internal static Process StartBy(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Runs it to its end.</summary>
    internal static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, error);
    }

    /// <summary>Runs a command line that ends in an error, in this process, where it takes no second to start.</summary>
    internal static async Task<(int ExitCode, string Error)> RunHereAsync(params string[] arguments)
    {
        await s_standardError.WaitAsync(TestContext.Current.CancellationToken);
        TextWriter before = Console.Error;
        using var error = new StringWriter { NewLine = "\n" };
        Console.SetError(error);
        try
        {
            return (await CurvatureCommand.RunAsync(arguments), error.ToString());
        }
        finally
        {
            Console.SetError(before);
            s_standardError.Release();
        }
    }
}
