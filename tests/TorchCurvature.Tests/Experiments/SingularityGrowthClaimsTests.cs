using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class SingularityGrowthClaimsTests
{
    private static readonly int[] s_places = [1, 2, 3, 4, 5];

    [Theory]
    [InlineData(1, -1, Outcome.Holds)]
    [InlineData(1, 1, Outcome.DoesNotHold)]
    [InlineData(-1, -1, Outcome.DoesNotHold)]
    [InlineData(1, 0, Outcome.NotDecided)]
    public void BothRowsDecide(int withParameters, int withDimension, Outcome expected)
    {
        SingularNetwork[] networks =
        [
            .. from seed in s_places
               from place in s_places
               select new SingularNetwork(seed, 100 * place, 50, 20, IsOfWidths: true, 0.5, Share(withParameters, place, seed)),
            .. from seed in s_places
               from place in s_places
               select new SingularNetwork(seed, 460, 50, place, IsOfWidths: false, 0.5, Share(withDimension, place, seed)),
        ];
        Judgement judgement = SingularityGrowthClaims.GrowsWithParametersAndFallsWithDimension(networks);
        Assert.Equal(expected, judgement.Outcome);
        Assert.Equal(withParameters, judgement.Value!.Value, 0.1);
        Assert.Equal(5, judgement.Seeds);
    }

    // Seeds differ by less than places do, and without a trend in what does not grow.
    private static double Share(int direction, int place, int seed) =>
        0.5 + (0.05 * direction * place) + (0.01 * (((2 * seed) + place) % 5));
}
