using CsCheck;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests.RandomMatrix;

/// <summary>What must hold of the general law for any population, over six decades of atoms and of γ.</summary>
public sealed class RandomPopulationTests
{
    private const int Cases = 300;

    private static readonly Gen<GeneralizedMarchenkoPastur> s_laws = Gen.Select(
        Gen.Double[-3, 3], Gen.Select(Gen.Double[-3, 3], Gen.Double[-4, 0]).Array[1, 20], Gen.Bool).Select((gamma, atoms, zeros) =>
        {
            double[] weights = [.. atoms.Select(a => Math.Pow(10, a.Item2))];
            double zeroWeight = zeros ? 0.2 : 0, total = weights.Sum() / (1 - zeroWeight);
            return new GeneralizedMarchenkoPastur(
                Math.Pow(10, gamma), new PopulationSpectrum([new PopulationAtom(0, zeroWeight), .. atoms.Zip(
                    weights, (a, w) => new PopulationAtom(Math.Pow(10, a.Item1), w / total))]));
        });

    [Fact]
    public void MassesSumToOneAndBulksAreApart() => s_laws.AllHold(Cases, law =>
    {
        Assert.Equal(1, law.AtomAtZero + law.Bulks.Sum(b => b.Mass), 1e-11);
        Assert.All(law.Bulks, b => Assert.True(b.Lower >= 0 && b.Lower < b.Upper && b.Mass > 0, b.ToString()));
        Assert.All(law.Bulks.Zip(law.Bulks.Skip(1)), pair => Assert.True(pair.First.Upper <= pair.Second.Lower, $"{pair}"));
    });

    [Fact]
    public void QuantilesInvertTheDistributionAndTheDensityIsFinite() => s_laws.AllHold(Cases, law =>
    {
        double last = 0;
        for (int i = 1; i < 40; i++)
        {
            double p = law.AtomAtZero + ((1 - law.AtomAtZero) * i / 40), x = law.Quantile(p);
            Assert.Equal(p, law.Distribution(x), 1e-9);
            Assert.True(x >= last && double.IsFinite(law.Density(x)) && law.Density(x) >= 0, $"{last}, {x}, {law.Density(x)}");
            last = x;
        }
    });

    [Fact]
    public void SpikesKeepTheirOrderAndOutliersAreOutsideOfEveryBulk() =>
        Gen.Select(s_laws, Gen.Double[-4, 4].Array[8]).AllHold(Cases, drawn =>
        {
            (GeneralizedMarchenkoPastur law, double[] logarithms) = drawn;
            OutlierPrediction[] predictions = [.. logarithms.Order().Select(l => law.Predict(Math.Pow(10, l)))];
            double rounding = 1e-12 * Math.Max(predictions[^1].Place, law.UpperEdge);
            Assert.All(
                predictions.Zip(predictions.Skip(1)), pair => Assert.True(pair.First.Place <= pair.Second.Place + rounding, $"{pair}"));
            Assert.All(predictions.Where(p => p.IsOutlier), p =>
            {
                Assert.InRange(p.Overlap, 0, 1);
                Assert.DoesNotContain(law.Bulks, b => p.Place > b.Lower + rounding && p.Place < b.Upper - rounding);
            });
        });
}
