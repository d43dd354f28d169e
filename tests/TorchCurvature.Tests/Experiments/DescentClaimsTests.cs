using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class DescentClaimsTests
{
    private static readonly double[] s_noise = [0.97, 0.99, 1, 1 / 0.99, 1 / 0.97];

    [Theory]
    [InlineData(3, Outcome.Holds)]
    [InlineData(1, Outcome.NotDecided)]
    [InlineData(0.3, Outcome.DoesNotHold)]
    public void SharpnessAgreesWhereItIsLargerAfterTheLargeBatch(double factor, Outcome expected) => Expect(
        expected,
        factor,
        DescentClaims.KeskarSharpnessAgrees(Pairs(full => full with { KeskarSharpness = factor * full.KeskarSharpness })));

    [Theory]
    [InlineData(1.05, Outcome.Holds)]
    [InlineData(1.25, Outcome.NotDecided)]
    [InlineData(9, Outcome.DoesNotHold)]
    public void NormsMatchWhereBatchesAddLittle(double factor, Outcome expected)
    {
        Judgement judgement = DescentClaims.NormsOfBatchesMatch(
            Pairs(small: (d, n) => WithLast(d, look => look with { BatchSquare = factor * n * look.GradientSquare })));
        Expect(expected, factor, judgement);
        // ‖∇L‖² = 2 and tr C/b·(N − b)/(N − 1) = 30/10·(100 − 10)/99.
        double predicted = 2 + (3 * 90 / 99.0);
        string quotient = FormattableString.Invariant($"(N − 1) {2 * factor / predicted:0.00}");
        Assert.Contains(quotient, judgement.Statistic, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.05, Outcome.Holds)]
    [InlineData(1.25, Outcome.NotDecided)]
    [InlineData(0.2, Outcome.DoesNotHold)]
    public void LossesAreTheSameWithinAQuarter(double factor, Outcome expected) => Expect(
        expected,
        factor,
        DescentClaims.SameLossAfterAsManySteps(Pairs(full => WithLast(full, look => look with { Loss = factor * look.Loss }))));

    // Both trainings have half of the loss at the end that they have at half of the steps.
    [Theory]
    [InlineData(1, Outcome.Holds, 0.5)]
    [InlineData(2, Outcome.NotDecided, 1)]
    [InlineData(8, Outcome.DoesNotHold, 4)]
    public void TheLossFallsWhereBothFall(double factor, Outcome expected, double value) => Expect(
        expected,
        value,
        DescentClaims.LossKeepsFalling(Pairs(small: (d, n) => WithLast(d, look => look with { Loss = factor * n * look.Loss }))));

    [Theory]
    [InlineData(0.9, Outcome.Holds)]
    [InlineData(0.5, Outcome.NotDecided)]
    [InlineData(0.1, Outcome.DoesNotHold)]
    public void NoiseLiesWhereMostOfItIs(double share, Outcome expected) => Expect(
        expected,
        share,
        DescentClaims.NoiseLiesAlongOutliers(Pairs(small: (d, n) => WithLast(d, look => look with { NoiseShare = share * n }))));

    // tr C/b is 3: ‖∇L‖² is so many times that, with most in the middle.
    [Theory]
    [InlineData(200, 0.05, Outcome.Holds)]
    [InlineData(0.3, 0.01, Outcome.Holds)]
    [InlineData(2, 0.2, Outcome.NotDecided)]
    [InlineData(2, 1, Outcome.DoesNotHold)]
    public void TheGradientFallsByAnOrderOfMagnitudeBesideTheNoise(double most, double late, Outcome expected) => Expect(
        expected, most / late, DescentClaims.GradientThenNoise(Pairs(small: (d, n) => d with
        {
            Looks =
            [
                d.Looks[0] with { GradientSquare = 3 * late },
                d.Looks[1] with { GradientSquare = 3 * most },
                d.Looks[2] with { GradientSquare = 3 * late * n },
            ],
        })));

    private static void Expect(Outcome outcome, double value, Judgement judgement)
    {
        Assert.Equal(outcome, judgement.Outcome);
        Assert.Equal(value, judgement.Value!.Value, 1e-3 * value);
        Assert.Equal(5, judgement.Seeds);
    }

    private static Descent[] Pairs(Func<Descent, Descent>? full = null, Func<Descent, double, Descent>? small = null) =>
    [
        .. s_noise.Select((n, seed) => (full ?? (d => d))(Usual(true, seed, n))),
        .. s_noise.Select((n, seed) => (small ?? ((d, _) => d))(Usual(false, seed, 1), n)),
    ];

    private static Descent Usual(bool isFullBatch, int seed, double noise) => new(
        isFullBatch, seed, Samples: 100, BatchSize: 10, Parameters: 460, Classes: 4, KeskarSharpness: 5 * noise,
        [Look(0, 1), Look(50, 0.2), Look(100, 0.1 * noise)]);

    private static GradientLook Look(long step, double loss) => new(step, loss, 2, 30, 2, 0.5, 7);

    private static Descent WithLast(Descent descent, Func<GradientLook, GradientLook> change) =>
        descent with { Looks = [.. descent.Looks.SkipLast(1), change(descent.Looks[^1])] };
}
