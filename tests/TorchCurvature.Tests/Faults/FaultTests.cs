using System.Diagnostics;
using TorchCurvature.Faults.Fuzzing;

namespace TorchCurvature.Tests.Faults;

/// <summary>The program that throws faults, at a size of seconds; tests/README.md has the full size.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData("fuzz --inputs 50 --seed 1")]
    [InlineData("fuzz --reader child --inputs 2000 --seed 1")]
    [InlineData("kills --kills 1 --run train --seed 2")]
    [InlineData("disk --moments 2 --run train")]
    public async Task NothingIsFound(string arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals and /proc");
        string program = Path.Combine(AppContext.BaseDirectory, "TorchCurvature.Faults");
        using var process = Process.Start(new ProcessStartInfo(program, arguments.Split(' '))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        string said = await output;
        Assert.True(process.ExitCode == 0, $"{said}\n{error}");
        Assert.SkipWhen(said.StartsWith("Skipped", StringComparison.Ordinal), said.Trim());
    }

    /// <summary>Were the fuzzer blind, the tests above could not fail: readers that break their promises are found.</summary>
    [Theory]
    [InlineData("an exception that is not documented")]
    [InlineData("memory")]
    public void ABrokenReaderIsFound(string fault)
    {
        string folder = Directory.CreateTempSubdirectory("torchcurvature-").FullName;
        try
        {
            byte[] good = [1, 2, 3, 4];
            int kept = 0;
            var reader = new FuzzReader("broken", [FuzzExample.Of("file", good)], Read, typeof(InvalidDataException));
            List<FuzzFinding> findings = [];
            var fuzzer = new Fuzzer(reader, folder, findings.Add);
            Assert.True(fuzzer.Run(firstSeed: 1, inputs: 50));
            Assert.NotEmpty(findings);
            Assert.True(fuzzer.Tally.HasFindings);
            Assert.All(findings.Select(f => f.Kept).OfType<string>(), path => Assert.NotEqual(good, File.ReadAllBytes(path)));
            Assert.Equal(fuzzer.Tally.Inputs, fuzzer.Tally.Read + fuzzer.Tally.Refused + fuzzer.Tally.Undocumented);

            void Read(string path)
            {
                byte[] bytes = File.ReadAllBytes(path);
                if (bytes.AsSpan().SequenceEqual(good))
                {
                    return;
                }

                kept = fault == "memory" ? new byte[200_000_000].Length : 0;
                throw kept > 0 ? new InvalidDataException() : new ArithmeticException();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
