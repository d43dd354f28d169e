using System.Globalization;
using System.Runtime.InteropServices;
using TorchCurvature.Faults.Memory;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>
/// What a run says it will have taken at its peak, against what the system counts while it runs. Three runs always; with the environment
/// variable TORCHCURVATURE_MEMORY=1 twelve of all verbs, which take minutes.
/// </summary>
public sealed class MemoryStatementTests : IDisposable
{
    private const double Tolerance = 0.15;

    private static readonly string[] s_few =
    [
        "train --samples 200 --dimension 20 --hidden 30 --max-steps 50 --out A",
        "spectrum --samples 200 --dimension 6 --hidden 4 --max-steps 50 --out S",
        "sharpness A --steps 5 --out K",
    ];

    private static readonly string[] s_more =
    [
        "train --samples 200 --dimension 20 --hidden 30 --max-steps 60 --out B",
        "interpolate A B --points 5 --out I",
        "connect A B --points 5 --steps 20 --batch-size 64 --out C",
        "plane A --eigenvectors 1,2 --resolution 5 --out P",
        "spectrum --samples 200 --dimension 20 --hidden 8 --max-steps 50 --method density --points final --density-error 0.2 --out D",
        "spectrum --samples 200 --dimension 6 --hidden 4 --max-steps 50 --theory --points final --out T",
        "spectrum --samples 200 --dimension 6 --hidden 4 --max-steps 50 --split --points final --out H",
        "spectrum --samples 500 --dimension 49 --hidden 25,15 --max-steps 10 --eigenvectors --points final --out V",
        "spectrum --samples 500 --dimension 100 --hidden 50 --curvature empirical-fisher --max-steps 10 --points final --out G",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheMemoryThatIsSaidIsTaken()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64,
            "The constants were measured on Linux (x64).");
        bool isFull = Environment.GetEnvironmentVariable("TORCHCURVATURE_MEMORY") == "1";
        var off = new List<string>();
        foreach (string command in isFull ? [.. s_few, .. s_more] : s_few)
        {
            (double said, double taken, string failure) = MemoryCommand.Measure(new MemoryRun(command), _folder.Path);
            Assert.Equal("", failure);
            string line = string.Create(
                CultureInfo.InvariantCulture, $"{said / taken:0.00} of what is taken, {taken / 1048576:0} MiB: {command}");
            TestContext.Current.SendDiagnosticMessage(line);
            if (Math.Abs((said / taken) - 1) > Tolerance)
            {
                off.Add(line);
            }
        }

        Assert.Empty(off);
    }
}
