using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class DecompositionClaimsTests
{
    private static readonly double[] s_noise = [0.97, 0.99, 1, 1 / 0.99, 1 / 0.97];

    [Theory]
    [InlineData(0.01, Outcome.Holds)]
    [InlineData(0.1, Outcome.NotDecided)]
    [InlineData(0.4, Outcome.DoesNotHold)]
    public void TheSecondTermIsNegligibleBelowATenth(double share, Outcome expected) => Expect(
        expected, share, DecompositionClaims.SecondTermCanBeIgnored(Runs(n => Last(share: share * n))));

    [Theory]
    [InlineData(1.02, Outcome.Holds)]
    [InlineData(1.25, Outcome.NotDecided)]
    [InlineData(4, Outcome.DoesNotHold)]
    [InlineData(0.3, Outcome.DoesNotHold)]
    public void FactorsAreUncorrelatedWhereShufflingChangesLittle(double factor, Outcome expected)
    {
        Judgement judgement = DecompositionClaims.FactorsAreNotCorrelated(Runs(n => Last(shuffled: factor * n)));
        Expect(expected, factor, judgement);
        Assert.Equal(0.25, judgement.Level);
    }

    [Theory]
    [InlineData(1e-9, Outcome.Holds)]
    [InlineData(1e-3, Outcome.NotDecided)]
    [InlineData(0.05, Outcome.DoesNotHold)]
    public void EigenvaluesAreTrivialThreeOrdersBelowTheLargest(double size, Outcome expected)
    {
        Judgement judgement = DecompositionClaims.TrivialEigenvalues(Runs(n => Last(trivial: size * n)));
        Expect(expected, size, judgement);
        Assert.Contains("P − N = 260, zero within rounding are 33", judgement.Statistic, StringComparison.Ordinal);
    }

    private static void Expect(Outcome outcome, double value, Judgement judgement)
    {
        Assert.Equal(outcome, judgement.Outcome);
        Assert.Equal(value, judgement.Value!.Value, 1e-6 * value);
        Assert.Equal(5, judgement.Seeds);
    }

    private static SecondTermRun[] Runs(Func<double, SecondTermLook> last) =>
        [.. s_noise.Select((n, seed) => new SecondTermRun(seed, Parameters: 460, Samples: 200, [Last(), last(n)]))];

    private static SecondTermLook Last(double share = 0.5, double shuffled = 2, double trivial = 0.1) =>
        new(100, 0.1, share, shuffled, 0.25, trivial, Zeros: 33);
}
