using System.Numerics;
using TorchCurvature.RandomMatrix;

namespace TorchCurvature.Tests.RandomMatrix;

public sealed class MarchenkoPasturTests
{
    public static TheoryData<double> AspectRatios => [0.01, 0.1, 0.5, 1, 2, 10, 100];

    public static TheoryData<double> ExtremeAspectRatios => [1e-3, 0.3, 0.999, 1, 1.001, 30, 1e3];

    [Theory, MemberData(nameof(AspectRatios))]
    public void TheDensityAndTheAtomIntegrateToOne(double gamma)
    {
        MarchenkoPastur law = new(gamma, 2.5);
        Assert.Equal(1, law.AtomAtZero + Quadrature.Integral(law, _ => 1), 1e-10);
        Assert.Equal(Math.Max(0, 1 - (1 / gamma)), law.AtomAtZero);
    }

    [Theory, MemberData(nameof(AspectRatios))]
    public void TheFirstSixMomentsAreThoseOfTheDensity(double gamma)
    {
        MarchenkoPastur law = new(gamma, 1.5);
        for (int k = 1; k <= 6; k++)
        {
            Assert.Equal(1, Quadrature.Integral(law, x => Math.Pow(x, k)) / law.Moment(k), 1e-9);
        }
    }

    [Theory, InlineData(
        0, 1), InlineData(1, 2), InlineData(2, 6), InlineData(3, 22), InlineData(4, 90), InlineData(5, 394), InlineData(6, 1806)]
    public void MomentsAreSumsOfNarayanaNumbers(int order, double atTwo)
    {
        // Σ N(k, i) 2^i are the large Schröder numbers 1, 2, 6, 22, …, and a moment at γ = 2 is half of one.
        double half = order == 0 ? 1 : 0.5;
        Assert.Equal(half * atTwo, new MarchenkoPastur(2).Moment(order), 1e-12 * atTwo);
        Assert.Equal(half * atTwo * Math.Pow(3, order), new MarchenkoPastur(2, 3).Moment(order), 1e-9 * atTwo * Math.Pow(3, order));
    }

    [Theory, MemberData(nameof(ExtremeAspectRatios))]
    public void TheDistributionIsTheIntegralOfTheDensity(double gamma)
    {
        MarchenkoPastur law = new(gamma);
        BulkInterval bulk = law.Bulks[0];
        foreach (double share in (double[])[0.001, 0.2, 0.5, 0.9, 0.9999])
        {
            // The substitution x = a + (x₀ − a) s² takes the root at the lower edge away, also one in the denominator.
            double x = bulk.Lower + (share * (bulk.Upper - bulk.Lower)), root = Math.Sqrt(x - bulk.Lower);
            double integral = MathNet.Numerics.Integration.GaussLegendreRule.Integrate(
                s => 2 * s * law.Density(bulk.Lower + (s * s)), 0, root, 1024);
            Assert.Equal(law.AtomAtZero + integral, law.Distribution(x), 1e-7);
        }
    }

    [Theory, MemberData(nameof(ExtremeAspectRatios))]
    public void QuantilesInvertTheDistribution(double gamma)
    {
        MarchenkoPastur law = new(gamma, 1e-4);
        double atom = law.AtomAtZero;
        foreach (double p in (double[])[1e-9, 1e-4, 0.1, 0.5, 0.9, 1 - 1e-4, 1 - 1e-9])
        {
            Assert.Equal(atom + ((1 - atom) * p), law.Distribution(law.Quantile(atom + ((1 - atom) * p))), 1e-13);
        }

        Assert.Equal((atom > 0 ? 0 : law.LowerEdge, law.UpperEdge), (law.Quantile(0), law.Quantile(1)));
    }

    [Fact]
    public void OutsideOfTheSupportThereIsNoDensityAndTheDistributionIsFlat()
    {
        MarchenkoPastur law = new(4);
        Assert.All((double[])[-1, 0, 0.5, 1, 9, 10], x => Assert.Equal(0, law.Density(x)));
        Assert.Equal((0.0, 0.75, 0.75, 1.0), (law.Distribution(-1e-300), law.Distribution(0), law.Distribution(1), law.Distribution(9)));
        Assert.Equal(0, law.Quantile(0.7));
    }

    [Theory, InlineData(0.2), InlineData(1), InlineData(7)]
    public void TheStieltjesTransformIsTheIntegralOfTheDensity(double gamma)
    {
        MarchenkoPastur law = new(gamma, 2);
        foreach (Complex z in (Complex[])[new(1, 0.5), new(3, -0.2), new(-1, 0), new(law.UpperEdge + 1, 0), new(1e9, 1), new(-1e-3, 1e-3)])
        {
            Complex integral = (-law.AtomAtZero / z) + law.Bulks.Aggregate(
                Complex.Zero, (sum, bulk) =>
                    sum + Quadrature.Rule(law, bulk).Aggregate(Complex.Zero, (part, node) => part + (node.Weight / (node.X - z))));
            Assert.True(
                Complex.Abs(law.StieltjesTransform(z) - integral) <= 1e-9 * Complex.Abs(integral),
                $"z = {z}: {law.StieltjesTransform(z)}, not {integral}.");
        }
    }

    [Theory, InlineData(0, 1), InlineData(
        -1, 1), InlineData(double.NaN, 1), InlineData(double.PositiveInfinity, 1), InlineData(1, 0), InlineData(1, double.NaN)]
    public void ShapesAndScalesThatAreNotPositiveAreRefused(double gamma, double scale) =>
        Assert.Throws<ArgumentOutOfRangeException>(scale == 1 ? "aspectRatio" : "scale", () => new MarchenkoPastur(gamma, scale));

    [Theory, InlineData(-0.1), InlineData(1.1), InlineData(double.NaN)]
    public void QuantilesAreOfProbabilities(double wrong) =>
        Assert.Throws<ArgumentOutOfRangeException>("p", () => new MarchenkoPastur(1).Quantile(wrong));
}
