using System.Diagnostics;

namespace TorchCurvature.Tests.Cli;

/// <summary>Which native libraries the built program loads, by the word of the system's own loader.</summary>
public sealed class StartUpTests
{
    private static readonly string[] s_heavy = ["libtorch", "libc10", "libLibTorchSharp", "libSkiaSharp"];

    [Theory]
    [InlineData("--help")]
    [InlineData("spectrum --help")]
    [InlineData("--version")]
    [InlineData("spectum")]
    [InlineData("spectrum --samples none")]
    [InlineData("spectrum")]
    [InlineData("train --hidden 0")]
    public async Task WhatComputesNothingLoadsNoNumericalLibrary(string command) =>
        Assert.Empty(await LoadedByAsync(command.Split(' ')));

    /// <summary>The other side: what computes is seen to load them.</summary>
    [Fact]
    public async Task WhatComputesLoadsThem() => Assert.Contains(
        await LoadedByAsync("spectrum", "--samples", "20", "--dimension", "3", "--hidden", "2", "--dry-run"),
        library => library.StartsWith("libtorch", StringComparison.Ordinal));

    private static async Task<string[]> LoadedByAsync(params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The loader of this system does not say what it loads.");
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "curvature"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LD_DEBUG"] = "files";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string loader = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await output;
        Assert.Contains("libcoreclr.so", loader, StringComparison.Ordinal); // it did speak
        return [.. loader.Split('\n')
            .Where(line => line.Contains("generating link map", StringComparison.Ordinal))
            .Select(line => Path.GetFileName(line.Split("file=")[1].Split(' ')[0]))
            .Where(name => s_heavy.Any(heavy => name.StartsWith(heavy, StringComparison.Ordinal)))];
    }
}
