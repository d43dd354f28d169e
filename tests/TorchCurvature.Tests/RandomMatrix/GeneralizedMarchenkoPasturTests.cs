using System.Numerics;
using TorchCurvature.RandomMatrix;

namespace TorchCurvature.Tests.RandomMatrix;

public sealed class GeneralizedMarchenkoPasturTests
{
    private static readonly PopulationSpectrum s_twoClusters = new(new PopulationAtom(1, 0.7), new PopulationAtom(8, 0.3));
    private static readonly PopulationSpectrum s_withZeros = new(
        new PopulationAtom(0, 0.25), new PopulationAtom(0.5, 0.5), new PopulationAtom(3, 0.25));
    private static readonly PopulationSpectrum s_wide =
        new(Enumerable.Range(0, 20).Select(i => new PopulationAtom(Math.Pow(1.25, i), 0.05)));

    [Theory, InlineData(1e-3), InlineData(
        0.01), InlineData(0.1), InlineData(0.5), InlineData(1), InlineData(2), InlineData(10), InlineData(100), InlineData(1e3)]
    public void WithOneAtomItIsTheMarchenkoPasturLaw(double gamma)
    {
        MarchenkoPastur expected = new(gamma, 3e-5);
        GeneralizedMarchenkoPastur law = new(gamma, PopulationSpectrum.Isotropic(3e-5));
        Assert.Equal(expected.LowerEdge, law.LowerEdge, 1e-9 * expected.UpperEdge);
        Assert.Equal(expected.UpperEdge, law.UpperEdge, 1e-9 * expected.UpperEdge);
        Assert.Equal(expected.AtomAtZero, law.AtomAtZero);
        foreach (double share in (double[])[1e-5, 0.001, 0.1, 0.5, 0.9, 0.999, 1 - 1e-5])
        {
            double x = expected.LowerEdge + (share * (expected.UpperEdge - expected.LowerEdge)),
                p = expected.AtomAtZero + ((1 - expected.AtomAtZero) * share);
            Assert.Equal(1, law.Density(x) / expected.Density(x), 1e-9);
            Assert.Equal(expected.Distribution(x), law.Distribution(x), 1e-9);
            Assert.Equal(expected.Quantile(p), law.Quantile(p), 1e-9 * expected.UpperEdge);
        }
    }

    [Theory, InlineData(0.2, 2.0), InlineData(
        0.2, 1.1), InlineData(0.2, 0.9), InlineData(0.2, 0.3), InlineData(5, 4), InlineData(5, 2), InlineData(5, 0.1), InlineData(1, 50)]
    public void ASpikeBesideOneAtomIsThatOfBaikBenArousPeche(double gamma, double spike)
    {
        OutlierPrediction expected = new SpikedCovariance(gamma, 2).Predict(2 * spike);
        OutlierPrediction general = new GeneralizedMarchenkoPastur(gamma, PopulationSpectrum.Isotropic(2)).Predict(2 * spike);
        Assert.Equal(expected.IsOutlier, general.IsOutlier);
        Assert.Equal(expected.Place, general.Place, 1e-9);
        Assert.Equal(expected.Overlap, general.Overlap, 1e-9);
    }

    public static TheoryData<double, string> Laws
    {
        get
        {
            TheoryData<double, string> laws = [];
            foreach (double gamma in (double[])[0.02, 0.5, 3])
            {
                foreach (string population in (string[])["two clusters", "with zeros", "wide"])
                {
                    laws.Add(gamma, population);
                }
            }

            return laws;
        }
    }

    [Theory, MemberData(nameof(Laws))]
    public void TheDensityIntegratesToTheMassesAndTheMomentsAreThoseOfFreeProbability(double gamma, string population)
    {
        GeneralizedMarchenkoPastur law = new(gamma, PopulationNamed(population));
        Assert.All(law.Bulks, bulk => Assert.Equal(bulk.Mass, Quadrature.Rule(law, bulk).Sum(node => node.Weight), 1e-9));
        Assert.Equal(1, law.AtomAtZero + law.Bulks.Sum(b => b.Mass), 1e-12);

        double h1 = Population(1), h2 = Population(2), h3 = Population(3);
        Assert.Equal(1, Quadrature.Integral(law, x => x) / h1, 1e-9);
        Assert.Equal(1, Quadrature.Integral(law, x => x * x) / (h2 + (gamma * h1 * h1)), 1e-9);
        Assert.Equal(1, Quadrature.Integral(law, x => x * x * x) / (h3 + (3 * gamma * h1 * h2) + (gamma * gamma * h1 * h1 * h1)), 1e-9);

        double Population(int power) => law.Population.Atoms.Sum(a => a.Weight * Math.Pow(a.Value, power));
    }

    [Theory, MemberData(nameof(Laws))]
    public void TheCompanionTransformOfTheDensitySolvesSilversteinsEquation(double gamma, string population)
    {
        GeneralizedMarchenkoPastur law = new(gamma, PopulationNamed(population));
        foreach (Complex z in (Complex[])[new(1, 0.5), new(10, 2), new(-3, 0)])
        {
            Complex transform = (-law.AtomAtZero / z) + law.Bulks.Aggregate(
                Complex.Zero, (sum, bulk) =>
                    sum + Quadrature.Rule(law, bulk).Aggregate(Complex.Zero, (part, node) => part + (node.Weight / (node.X - z))));
            Complex m = ((gamma - 1) / z) + (gamma * transform);
            Complex image = (-1 / m)
                + law.Population.Atoms.Aggregate(Complex.Zero, (sum, a) => sum + (gamma * a.Weight * a.Value / (1 + (a.Value * m))));
            Assert.Equal(0, Complex.Abs(image - z) / Complex.Abs(z), 1e-8);
        }
    }

    [Theory, MemberData(nameof(Laws))]
    public void TheDistributionIsTheIntegralOfTheDensityAndQuantilesInvertIt(double gamma, string population)
    {
        GeneralizedMarchenkoPastur law = new(gamma, PopulationNamed(population));
        double atom = law.AtomAtZero, before = law.Distribution(law.Quantile(atom + (0.2 * (1 - atom))));
        double step = 0;
        for (int i = 0; i < 100; i++)
        {
            double p = atom + ((1 - atom) * (i + 0.5) / 100), x = law.Quantile(p);
            Assert.Equal(p, law.Distribution(x), 1e-10);
            step = 1e-5 * x;
            Assert.Equal(1, (law.Distribution(x + step) - law.Distribution(x - step)) / (2 * step * law.Density(x)), 0.02);
        }

        Assert.True(before > atom && step > 0);
    }

    [Fact]
    public void TwoClustersSplitExactlyBelowTheirCriticalAspectRatio()
    {
        // The minimum of g between two poles alone is γ (Σ (w t²)^{1/3})³ / Δ².
        double critical = 49 / Math.Pow(Math.Cbrt(0.7) + Math.Cbrt(0.3 * 64), 3);
        GeneralizedMarchenkoPastur split = new(critical * (1 - 1e-9), s_twoClusters), merged = new(critical * (1 + 1e-9), s_twoClusters);
        Assert.Equal((2, 1), (split.Bulks.Count, merged.Bulks.Count));
        Assert.Equal(0.7, split.AtomAtZero + split.Bulks[0].Mass, 1e-12);
        Assert.Equal(split.Bulks[0].Upper, split.Bulks[1].Lower, 1e-9);
        Assert.True(split.Bulks[0].Upper < split.Bulks[1].Lower);
        Assert.Equal(0, split.Density(0.5 * (split.Bulks[0].Upper + split.Bulks[1].Lower)));
        Assert.Equal(0.7, split.Distribution(0.5 * (split.Bulks[0].Upper + split.Bulks[1].Lower)), 1e-12);
    }

    [Fact]
    public void AtomsThatRoundingHardlyTellsApartAreOneBulk()
    {
        PopulationSpectrum close = new(
            new PopulationAtom(1, 0.5), new PopulationAtom(Math.BitIncrement(1.0), 0.3), new PopulationAtom(1 + 1e-9, 0.2));
        GeneralizedMarchenkoPastur law = new(1e-3, close);
        MarchenkoPastur expected = new(1e-3);
        BulkInterval bulk = Assert.Single(law.Bulks);
        Assert.Equal(expected.UpperEdge, bulk.Upper, 1e-8);
        Assert.Equal(expected.Density(1), law.Density(1), 1e-6);
    }

    [Fact]
    public void ManyAtomsFarApartMakeOneBulkEachWhereSamplesAbound()
    {
        GeneralizedMarchenkoPastur law = new(1e-3, s_wide);
        Assert.Equal(20, law.Bulks.Count);
        Assert.All(law.Bulks.Zip(s_wide.Atoms), pair =>
        {
            Assert.InRange(pair.Second.Value, pair.First.Lower, pair.First.Upper);
            Assert.Equal(0.05, pair.First.Mass, 1e-12);
        });
    }

    [Fact]
    public void TheAtomAtZeroIsTheLargerOfThePopulationsAndTheRanks()
    {
        Assert.Equal(0.25, new GeneralizedMarchenkoPastur(0.5, s_withZeros).AtomAtZero);
        Assert.Equal(0.25, new GeneralizedMarchenkoPastur(1.2, s_withZeros).AtomAtZero);
        Assert.Equal(0.5, new GeneralizedMarchenkoPastur(2, s_withZeros).AtomAtZero);
    }

    [Fact]
    public void SpikesBetweenTheBulksAreOutliersThereAndOthersKeepTheirRank()
    {
        GeneralizedMarchenkoPastur law = new(0.05, s_twoClusters);
        Assert.Equal(2, law.Bulks.Count);
        OutlierPrediction between = law.Predict(3), above = law.Predict(20), below = law.Predict(0.1);
        Assert.True(between.IsOutlier && between.Place > law.Bulks[0].Upper && between.Place < law.Bulks[1].Lower, between.ToString());
        Assert.Equal(20 * (1 + (0.05 * ((0.7 / 19) + (0.3 * 8 / 12)))), above.Place, 1e-12);
        Assert.True(below.IsOutlier && below.Place < law.LowerEdge, below.ToString());
        Assert.All((OutlierPrediction[])[between, above, below], p => Assert.InRange(p.Overlap, 0, 1));
        Assert.Equal(
            [law.Bulks[0].Lower, law.Bulks[0].Upper, law.Bulks[1].Lower, law.Bulks[1].Upper],
            ((double[])[0.99, 1.01, 7.9, 8.1]).Select(s => law.Predict(s).Place));
    }

    [Fact]
    public void ASpikeAmongTheAtomsOfOneBulkStaysInIt()
    {
        GeneralizedMarchenkoPastur law = new(3, s_twoClusters);
        OutlierPrediction inside = law.Predict(3);
        Assert.False(inside.IsOutlier);
        Assert.Equal(law.Quantile(0.7), inside.Place);
        Assert.InRange(inside.Place, law.LowerEdge, law.UpperEdge);
    }

    [Fact]
    public void DensitiesOfManyPointsAreThoseOfEach()
    {
        GeneralizedMarchenkoPastur law = new(0.3, s_wide);
        double[] points = [law.UpperEdge * 2, 1, -1, 0, 5, 0.3];
        Assert.Equal(points.Select(law.Density), law.Density(points));
    }

    [Fact]
    public void AtomsAreSortedMergedAndCounted()
    {
        PopulationSpectrum population = new(
            new PopulationAtom(2, 0.25), new PopulationAtom(1, 0.5), new PopulationAtom(2, 0.25), new PopulationAtom(9, 0));
        Assert.Equal([new PopulationAtom(1, 0.5), new PopulationAtom(2, 0.5)], population.Atoms);
        Assert.Equal([2, 2, 1, 1], population.Eigenvalues(4));
        Assert.Equal(population.Atoms, PopulationSpectrum.FromEigenvalues([1, 2, 1, 2]).Atoms);
        Assert.Equal(3, population.ScaledBy(2).Mean);
    }

    [Fact]
    public void PopulationsWithoutAProperDistributionAreRefused()
    {
        PopulationAtom[][] wrong =
            [[], [new(1, 0.5)], [new(-1, 1)], [new(double.NaN, 1)], [new(1, double.NaN)], [new(0, 1)], [new(1, 1.5), new(2, -0.5)], [new(
                double.PositiveInfinity, 1)]];
        Assert.All(wrong, given => Assert.Throws<ArgumentException>("atoms", () => new PopulationSpectrum(given)));
        Assert.Throws<ArgumentException>("eigenvalues", () => PopulationSpectrum.FromEigenvalues([]));
    }

    private static PopulationSpectrum PopulationNamed(string name) =>
        name switch { "two clusters" => s_twoClusters, "with zeros" => s_withZeros, _ => s_wide };
}
