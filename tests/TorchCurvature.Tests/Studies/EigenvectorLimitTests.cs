using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Studies;
using TorchCurvature.Tests.Curvature;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

public sealed class EigenvectorLimitTests
{
    /// <summary>LAPACK's syevd: 1 + 6n + 2n² numbers of workspace with vectors, 2n + 1 without, as a number of 32 bits.</summary>
    [Fact]
    public void TheLimitIsWhereTheWorkspaceLeaves32Bits()
    {
        Assert.InRange(Workspace(DenseEigensolver.MostRowsWithVectors), 0, int.MaxValue);
        Assert.InRange(Workspace(DenseEigensolver.MostRowsWithVectors + 1), int.MaxValue + 1L, long.MaxValue);
        Assert.False(DenseEigensolver.ExceedsLimit(DenseEigensolver.MostRowsWithVectors, CPU));
        Assert.True(DenseEigensolver.ExceedsLimit(DenseEigensolver.MostRowsWithVectors + 1, CPU));

        static long Workspace(long n) => 1 + (6 * n) + (2 * n * n);
    }

    /// <summary>With memory enough: 33,000 parameters, of which those of inputs that are always 0 have no row.</summary>
    [Theory]
    [InlineData(0, 0.0, "33,000")]
    [InlineData(20, 0.0, "32,800")]
    [InlineData(30, 0.0, null)]
    [InlineData(30, 0.1, "33,000")]
    public void VectorsAreRefusedBeforeTheTraining(int zeroInputs, double weightDecay, string? rows)
    {
        using Linear linear = nn.Linear(3300, 10, hasBias: false, dtype: ScalarType.Float64);
        using Sequential network = nn.Sequential(linear);
        Batch[] batches = Networks.Batches([3300], 10, seed: 1, 3);
        batches[0].Inputs.narrow(1, 7, zeroInputs).zero_();
        var risk = new EmpiricalRisk(network, new SquaredError(), batches, weightDecay);
        if (rows is null)
        {
            Assert.True(Plan(new() { Eigenvectors = true }).Fits);
        }
        else
        {
            string said = Assert.Throws<NotSupportedException>(() => Plan(new() { Eigenvectors = true, Noise = true })).Message;
            Assert.Contains("at most 32,766 nonzero rows on a CPU", said, StringComparison.Ordinal);
            Assert.Contains($"this matrix has {rows}.", said, StringComparison.Ordinal);
            Assert.Contains("To go on: leave out --eigenvectors and --noise; or use --method lanczos", said, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', said);
        }

        Assert.True(Plan(new()).Fits); // values alone
        Array.ForEach(batches, b => b.Dispose());

        ExactPlan Plan(SpectrumSpec spec) => ExactPlan.For(risk, spec, rotation: null, default, availableBytes: 1L << 50);
    }

    /// <summary>110 examples of 301 classes: a Gram matrix of 33,000 vectors, for 36,120 parameters.</summary>
    [Fact]
    public void AGramMatrixHasTheSameLimit()
    {
        using Linear linear = nn.Linear(120, 301, hasBias: false, dtype: ScalarType.Float64);
        using Sequential network = nn.Sequential(linear);
        Batch[] batches = Networks.Batches([120], 301, seed: 1, 110);
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        var spec = new SpectrumSpec { Matrix = CurvatureMatrices.GaussNewton };
        const long RoomForTheGramMatrix = 58_000_000_000;
        Assert.Equal(33_000, Plan(spec, RoomForTheGramMatrix).Gram!.Size);
        string ofGram = Refused(RoomForTheGramMatrix), ofWhole = Refused(1L << 50);
        Assert.Contains("Gram matrix", ofGram, StringComparison.Ordinal);
        Assert.Contains("this matrix has 33,000.", ofGram, StringComparison.Ordinal);
        Assert.Contains("To go on: leave out --eigenvectors; or take fewer examples", ofGram, StringComparison.Ordinal);
        Assert.Contains("this matrix has 36,120.", ofWhole, StringComparison.Ordinal);
        Array.ForEach(batches, b => b.Dispose());

        ExactPlan Plan(SpectrumSpec asked, long available) => ExactPlan.For(risk, asked, rotation: null, default, available);

        string Refused(long available) =>
            Assert.Throws<NotSupportedException>(() => Plan(spec with { Eigenvectors = true }, available)).Message;
    }
}
