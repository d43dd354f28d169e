using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class StartClaimsTests
{
    private static readonly double[] s_noise = [-0.02, -0.01, 0, 0.01, 0.02];

    [Theory]
    [InlineData(0.5, 0.03, Outcome.Holds)]
    [InlineData(0.01, 0.03, Outcome.NotDecided)]
    [InlineData(-0.2, 0.03, Outcome.DoesNotHold)]
    [InlineData(0.5, 0.6, Outcome.DoesNotHold)]
    public void BasinsAreOthersWhereThereIsABarrier(double barrier, double cosine, Outcome expected)
    {
        Judgement judgement = StartClaims.OtherBasins(
            [.. s_noise.Select(n => Pair() with { Barrier = barrier + n, Cosine = n < 0 ? -cosine : cosine })]);
        Assert.Equal((expected, 5), (judgement.Outcome, judgement.Seeds));
        Assert.Equal(barrier, judgement.Value!.Value, 1e-9);
    }

    [Theory]
    [InlineData(3, 1, Outcome.Holds)]
    [InlineData(1, 0.2, Outcome.Holds)]
    [InlineData(1.02, 1, Outcome.DoesNotHold)]
    [InlineData(1.25, 1, Outcome.NotDecided)]
    public void ScalesMatterWhereEitherChangesTheLargestEigenvalue(double inputs, double weights, Outcome expected)
    {
        PairOfStarts[] pairs =
        [
            .. from n in s_noise
               select Pair() with
               {
                   LargestOfScaledInputs = 7 * inputs * (1 + n),
                   LargestOfScaledWeights = 7 * weights * (1 + n),
               },
        ];
        Judgement judgement = StartClaims.ScalesMatter(pairs);
        Assert.Equal(expected, judgement.Outcome);
        double further = Math.Abs(Math.Log(inputs)) > Math.Abs(Math.Log(weights)) ? inputs : weights;
        Assert.Equal(further, judgement.Value!.Value, 1e-3 * further);
    }

    private static PairOfStarts Pair() => new(0, 460, 0.03, 0.5, 1e-3, 7, 7, 7);
}
