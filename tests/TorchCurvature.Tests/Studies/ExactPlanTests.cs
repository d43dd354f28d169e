using System.Globalization;
using System.Text.RegularExpressions;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Studies;

namespace TorchCurvature.Tests.Studies;

public sealed class ExactPlanTests
{
    private const long Available = 16L << 30;

    private static readonly SpectrumSpec[] s_additions =
    [
        new() { Eigenvectors = true }, new() { Split = true }, new() { Noise = true }, new() { Track = 3 }, new() { Layers = [] },
        new() { Matrix = CurvatureMatrices.GaussNewton },
    ];

    /// <summary>Whatever else is asked for, more does not take less.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(3_000)]
    [InlineData(30_000)]
    public void MoreTakesNoLess(long dimension)
    {
        SpectrumSpec[] asked = [new(), .. s_additions];
        foreach (SpectrumSpec one in asked)
        {
            foreach (SpectrumSpec other in asked)
            {
                SpectrumSpec both = Both(one, other);
                double ofBoth = Required(dimension, both);
                Assert.True(ofBoth >= Required(dimension, one) && ofBoth >= Required(dimension, other), $"{one} and {other}");
                Assert.True(ofBoth >= Required(dimension, both with { Precision = WorkingPrecision.Float32 }));
                Assert.True(Required(dimension + 1, both) > ofBoth);
            }
        }
    }

    /// <summary>The matrices that are there at the same time: H, G, the empirical Fisher with their vectors and what is left, and vectors
    /// in work, six with what is diagonalized.</summary>
    [Fact]
    public void APlanHoldsTheMatricesThatAreThereAtATime()
    {
        const long P = 40_000;
        double matrix = 8.0 * P * P;
        Assert.InRange(Required(P, new SpectrumSpec()) / matrix, 3, 3.1);
        Assert.InRange(Required(P, new SpectrumSpec { Eigenvectors = true }) / matrix, 6, 6.1);
        Assert.InRange(Required(P, new SpectrumSpec { Eigenvectors = true, Split = true, Noise = true }) / matrix, 13, 13.1);
        Assert.InRange(Required(P, new SpectrumSpec { Eigenvectors = true, Noise = true }) / matrix, 10, 10.1);
        Assert.InRange(Required(P, new SpectrumSpec { Layers = [] }) / matrix, 4, 4.1);
        Assert.InRange(Required(P, new SpectrumSpec { Matrix = CurvatureMatrices.Functional, Track = 1 }) / matrix, 4, 4.1);
    }

    /// <summary>Whatever the data, a network and its gradient have to fit: 32 bytes a parameter in float64, 28 in float32.</summary>
    [Fact]
    public void ANetworkTooLargeForAGramMatrixIsRefusedBeforeItIsMade()
    {
        long available = MachineMemory.AvailableBytes;
        foreach (CurvatureMatrix kind in (CurvatureMatrix[])[CurvatureMatrices.GaussNewton, CurvatureMatrices.EmpiricalFisher])
        {
            var spec = new SpectrumSpec { Matrix = kind };
            string said = Assert.Throws<InsufficientMemoryException>(() => ExactPlan.CheckBeforehand(available / 24, spec)).Message;
            Assert.Contains($"parameters and its gradient for the {kind.Title} take", said, StringComparison.Ordinal);
            Assert.Contains("take a smaller network", said, StringComparison.Ordinal);
            ExactPlan.CheckBeforehand(available / 48, spec);
        }
    }

    [Fact]
    public void ARefusalNamesTheWaysAndTheLargestThatFits()
    {
        const long P = 30_000;
        Assert.All(s_additions, spec => Assert.Same(typeof(ExactPlan), ExactPlan.For(10, spec, Available).Checked().GetType()));
        Assert.Contains("leave out --split; or", Refusal(new() { Split = true, Noise = true }, 90_000), StringComparison.Ordinal);
        Assert.Contains("--method density, which needs matrix-vector products only", Refusal(new(), 90_000), StringComparison.Ordinal);
        Assert.Contains("leave out --noise; or", Refusal(new() { Noise = true, Eigenvectors = true }, 90_000), StringComparison.Ordinal);
        Assert.Contains("leave out --eigenvectors; or", Refusal(new() { Eigenvectors = true }, 90_000), StringComparison.Ordinal);
        Assert.DoesNotContain("leave out", Refusal(new(), P), StringComparison.Ordinal);
        Assert.Contains("To go on: use --dtype float32; or", Refusal(new(), P), StringComparison.Ordinal);
        Assert.DoesNotContain("--dtype", Refusal(new() { Precision = WorkingPrecision.Float32 }, 90_000), StringComparison.Ordinal);

        string largest = Regex.Match(Refusal(new(), P), "The largest P that fits is ([0-9,]+)\\.").Groups[1].Value;
        long fits = long.Parse(largest, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.True(ExactPlan.For(fits, new(), Available).Fits);
        Assert.False(ExactPlan.For(fits + 1, new(), Available).Fits);
    }

    private static SpectrumSpec Both(SpectrumSpec one, SpectrumSpec other) => one with
    {
        Eigenvectors = one.Eigenvectors || other.Eigenvectors,
        Split = one.Split || other.Split,
        Noise = one.Noise || other.Noise,
        Track = one.Track ?? other.Track,
        Layers = one.Layers ?? other.Layers,
        Matrix = one.Matrix == CurvatureMatrices.Hessian ? other.Matrix : one.Matrix,
    };

    private static double Required(long dimension, SpectrumSpec spec) => ExactPlan.For(dimension, spec, Available).RequiredBytes;

    private static string Refusal(SpectrumSpec spec, long dimension) =>
        Assert.Throws<InsufficientMemoryException>(() => ExactPlan.For(dimension, spec, Available).Checked()).Message;
}
