using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class LawClaimsTests
{
    private static readonly long[] s_steps = [2000, 0];

    [Theory]
    [InlineData(2.02, 0.01, Outcome.Holds)]
    [InlineData(1.98, 0.01, Outcome.Holds)]
    [InlineData(2.0, 0.2, Outcome.NotDecided)]
    [InlineData(2.4, 0.01, Outcome.DoesNotHold)]
    [InlineData(1.6, 0.01, Outcome.DoesNotHold)]
    public void OutliersAreWhereTheyAreForeseenWithinATwentieth(double place, double error, Outcome expected)
    {
        Judgement judgement = LawClaims.OutliersArePredicted([new(10, 10.01, 0.01), new(2, place, error)]);
        Assert.Equal(expected, judgement.Outcome);
        Assert.Equal(Math.Abs(place - 2) / 2, judgement.Value!.Value, 1e-9);
    }

    // Of 251 eigenvalues, 99 of 100 samples of the law keep below (1 + ½ ln 251)/251 = 0.01499.
    [Theory]
    [InlineData(0.008, 0.006, Outcome.Holds)]
    [InlineData(0.015, 0.006, Outcome.NotDecided)]
    [InlineData(0.008, 0.05, Outcome.DoesNotHold)]
    public void LinearModelsHaveTheLawWhereBothSpectraAreNear(double before, double after, Outcome expected)
    {
        LinearFit[] fits =
        [
            .. from seed in Enumerable.Range(0, 5)
               from step in s_steps
               select new LinearFit(seed, 250, 2000, 251, step, 0.25, (step == 0 ? before : after) + (0.0002 * (seed - 2))),
        ];
        Judgement judgement = LawClaims.LinearModelsHaveTheLaw(fits);
        Assert.Equal((expected, 5), (judgement.Outcome, judgement.Seeds));
        Assert.Equal(Math.Max(before, after), judgement.Value!.Value, 1e-9);
        Assert.Contains("0.0150", judgement.Statistic, StringComparison.Ordinal);
        Assert.Contains("γ over d/N 2.00", judgement.Statistic, StringComparison.Ordinal);
    }
}
