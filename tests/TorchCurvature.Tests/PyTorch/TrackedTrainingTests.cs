using System.Globalization;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Studies;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>Checkpoints of PyTorch's optimizers, with what its own double backward finds at each (<c>make_training.py</c>).</summary>
public sealed class TrackedTrainingTests : IAsyncLifetime
{
    private static readonly string s_folder = Path.Combine(RepositoryRoot.Tests, "PyTorch", "Assets", "training");

    // 10, 10, 10 and 7 examples make up a pass.
    private static readonly CheckpointTrackSpec s_spec = new()
    {
        Problem = new ProblemSpec
        {
            Data = new DataFileSpec { Path = Path.Combine(s_folder, "set.npz") },
            Model = new ModelFileSpec { Path = Path.Combine(s_folder, "net.pt") },
        },
        Tolerance = 1e-9,
        ProductBatchSize = 10,
        Trace = false,
    };

    private Problem _problem = null!;

    public async ValueTask InitializeAsync()
    {
        TorchCurvature.PyTorch.PyTorchFiles.Register();
        _problem = await s_spec.Problem.LoadAsync();
    }

    public ValueTask DisposeAsync()
    {
        _problem.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("adam", 900.0, true)]
    [InlineData("amsgrad", 1900.0, true)]
    [InlineData("momentum", 38.0, false)]
    [InlineData("nesterov", 3.8 / 0.28, false)]
    [InlineData("rmsprop", double.NaN, false)]
    public void EigenvaluesAndThresholdsAreThoseOfPyTorch(string optimizer, double threshold, bool isOfAdam)
    {
        IReadOnlyList<CheckpointCurvature> points = Look(CheckpointPaths.Find(Path.Combine(s_folder, $"{optimizer}-*.pt")));
        Truth[] truth = [.. Read().Where(t => t.File.StartsWith(optimizer, StringComparison.Ordinal))];
        Assert.Equal(truth.Select(t => t.File), points.Select(p => Path.GetFileName(p.Path)));
        foreach ((CheckpointCurvature point, Truth expected) in points.Zip(truth))
        {
            Assert.Equal(expected.Step, point.Step);
            AssertSame(expected.Largest, point.Hessian!);
            Assert.Equal(isOfAdam, point.Preconditioned is not null);
            if (isOfAdam)
            {
                AssertSame(expected.Preconditioned, point.Preconditioned!);
            }

            Assert.Equal(threshold, point.StabilityThreshold ?? double.NaN, 1e-9);
            Assert.Null(point.WhyNotPreconditioned);
        }
    }

    [Fact]
    public void TheNetworkIsLookedAtBeforeAnythingLong()
    {
        var heard = new HeardCheckpoints();
        Look([Path.Combine(s_folder, "adam-5.pt")], heard);
        Assert.Equal(43, Assert.Single(heard.Findings).Dimension);
    }

    [Fact]
    public void AFileThatIsNoCheckpointIsNamed()
    {
        string[] paths = [Path.Combine(s_folder, "adam-5.pt"), Path.Combine(s_folder, "truth.csv")];
        Assert.Contains("truth.csv", Assert.ThrowsAny<ArgumentException>(() => Look(paths)).Message, StringComparison.Ordinal);
    }

    // Eigenvalues err by the square of the residual norm over the gap.
    private static void AssertSame(double[] expected, LargestEigenvalueRecord found) =>
        Assert.All(found.Pairs, pair => Assert.Equal(expected[pair.Index - 1], pair.Value, 1e-12 * expected[0]));

    private IReadOnlyList<CheckpointCurvature> Look(IReadOnlyList<string> paths, HeardCheckpoints? heard = null)
    {
        using var study = new CheckpointTrackStudy(_problem, s_spec with { Checkpoints = paths });
        return study.Run(heard).Points;
    }

    private static IEnumerable<Truth> Read() =>
        from line in File.ReadLines(Path.Combine(s_folder, "truth.csv")).Skip(1)
        let cells = line.Split(',')
        let numbers = cells.Skip(3).Where(c => c.Length > 0).Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray()
        select new Truth(cells[0], long.Parse(cells[1], CultureInfo.InvariantCulture), numbers[..3], numbers[3..]);

    private sealed record Truth(string File, long Step, double[] Largest, double[] Preconditioned);
}
