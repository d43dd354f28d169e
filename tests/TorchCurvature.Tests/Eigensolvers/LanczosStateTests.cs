using TorchCurvature.Eigensolvers;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Eigensolvers;

public sealed class LanczosStateTests
{
    private static readonly LanczosOptions s_options = new() { Top = 6, Bottom = 4, BlockSize = 3, Seed = 11 };
    private static readonly double[] s_spectrum = PrescribedSpectra.Draw("hessian-like", 300, 11);

    /// <summary>Stops at every step of a run, those of the confirming round among them.</summary>
    [Theory]
    [InlineData(Float64), InlineData(Float32)]
    public void AResumedRunGivesTheSameBits(int dtype)
    {
        using LiveTensors live = new();
        using PrescribedOperator a = new(s_spectrum, seed: 11, (TorchSharp.torch.ScalarType)dtype);
        var progress = new RecordedProgress<LanczosProgress>();
        using ExtremalEigenPairs whole = LanczosEigensolver.Solve(a, s_options, progress: progress);
        Assert.Contains(progress.Reports, r => r.IsConfirming);
        Assert.Contains(progress.Reports, r => r.Restarts > 0);
        using var folder = new TemporaryFolder();
        string path = folder["state"];
        LanczosEigensolver run = new(a, s_options);
        while (!run.IsFinished)
        {
            run.Advance();
            run.Save(path);
            run.Dispose();
            run = LanczosEigensolver.Resume(path, a);
        }

        using ExtremalEigenPairs resumed = run.Complete();
        run.Dispose();
        AssertSame(whole, resumed);
        Assert.Equal(["state"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void ACancelledRunGoesOnFromItsState(bool confirms)
    {
        LanczosOptions options = s_options with { Confirms = confirms };
        using PrescribedOperator a = new(s_spectrum, seed: 11);
        using ExtremalEigenPairs whole = LanczosEigensolver.Solve(a, options);
        using var folder = new TemporaryFolder();
        using (LanczosEigensolver run = new(a, options))
        {
            run.Advance();
            run.Advance(new CancellationToken(canceled: true));
            Assert.True(run.IsFinished);
            run.Save(folder["state"]);
        }

        using LanczosEigensolver resumed = LanczosEigensolver.Resume(folder["state"], a);
        while (!resumed.IsFinished)
        {
            resumed.Advance();
        }

        using ExtremalEigenPairs found = resumed.Complete();
        AssertSame(whole, found);
    }

    [Fact]
    public void AStateThatIsCutShortOrOfAnotherOperatorIsRefused()
    {
        using LiveTensors live = new();
        using PrescribedOperator a = new(s_spectrum, seed: 11), smaller = new(s_spectrum[..299], seed: 11),
            single = new(s_spectrum, 11, TorchSharp.torch.ScalarType.Float32);
        using var folder = new TemporaryFolder();
        string path = folder["state"], damaged = folder["damaged"];
        using (LanczosEigensolver run = new(a, s_options))
        {
            run.Advance();
            run.Advance();
            run.Save(path);
        }

        Assert.Contains(
            "dimension 300", Assert.Throws<InvalidDataException>(() => LanczosEigensolver.Resume(path, smaller)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "Float64", Assert.Throws<InvalidDataException>(() => LanczosEigensolver.Resume(path, single)).Message,
            StringComparison.Ordinal);
        byte[] bytes = File.ReadAllBytes(path);
        foreach (int length in (int[])[0, 10, 40, 100, 2000, bytes.Length - 1])
        {
            File.WriteAllBytes(damaged, bytes[..length]);
            Assert.Contains(
                $"'{damaged}' is no Lanczos state",
                Assert.Throws<InvalidDataException>(() => LanczosEigensolver.Resume(damaged, a)).Message, StringComparison.Ordinal);
        }

        File.WriteAllBytes(damaged, [.. bytes, 0]);
        Assert.Throws<InvalidDataException>(() => LanczosEigensolver.Resume(damaged, a));
        Assert.Throws<FileNotFoundException>(() => LanczosEigensolver.Resume(folder["none"], a));
    }

    /// <summary>
    /// A file from before there were checksums that says it has 850 million values: nothing is made for them before it is long enough.
    /// </summary>
    [Fact]
    public void CountersOfADamagedStateAreNotBelieved()
    {
        const int First = 1 + 30 + 8 + 4; // behind the mark, the dimension and the precision
        const int Many = 858_993_459;
        using PrescribedOperator a = new(s_spectrum, seed: 11);
        using var folder = new TemporaryFolder();
        string path = folder["state"];
        using (LanczosEigensolver run = new(a, s_options))
        {
            run.Advance();
            run.Save(path);
        }

        byte[] bytes = File.ReadAllBytes(path)[..^64];
        foreach ((int place, int value) in (ReadOnlySpan<(int, int)>)[(0, Many), (4, Many), (8, 1), (12, int.MaxValue), (57, Many)])
        {
            BitConverter.GetBytes(value).CopyTo(bytes, First + place);
        }

        File.WriteAllBytes(path, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<InvalidDataException>(() => LanczosEigensolver.Resume(path, a)).Message;
        Assert.Contains("a length in it is wrong", message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    private const int Float32 = (int)TorchSharp.torch.ScalarType.Float32;
    private const int Float64 = (int)TorchSharp.torch.ScalarType.Float64;

    private static void AssertSame(ExtremalEigenPairs expected, ExtremalEigenPairs actual)
    {
        Assert.Equal(expected.Pairs, actual.Pairs);
        Assert.Equal((expected.Products, expected.Status, expected.SpectralNorm), (actual.Products, actual.Status, actual.SpectralNorm));
        TensorAssert.SameBits(expected.Vectors, actual.Vectors);
    }
}
