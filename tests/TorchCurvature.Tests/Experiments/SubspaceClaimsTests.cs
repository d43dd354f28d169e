using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.TopSubspace;

namespace TorchCurvature.Tests.Experiments;

public sealed class SubspaceClaimsTests
{
    private static readonly SubspaceNumbers _usual = new(0.01, 0.8, 0.7, Fall: 1, DominantFall: 0.1, BulkFall: 0.9);

    [Theory]
    [InlineData(0.8, 0.9, Outcome.Holds)]
    [InlineData(0.1, 0.2, Outcome.DoesNotHold)]
    [InlineData(0.3, 0.9, Outcome.NotDecided)]
    public void ShareAndBulkHaveToExceedAHalf(double least, double greatest, Outcome expected)
    {
        double[] values = [least, (least + greatest) / 2, greatest];
        Assert.Equal(expected, SubspaceClaims.Of([.. values.Select(v => _usual with { Share = v })])[0].Outcome);
        Assert.Equal(expected, SubspaceClaims.Of([.. values.Select(v => _usual with { BulkFall = v })])[1].Outcome);
    }

    [Theory]
    [InlineData(-0.1, 0.1, Outcome.Holds)]
    [InlineData(0.8, 0.9, Outcome.DoesNotHold)]
    [InlineData(0.3, 0.9, Outcome.NotDecided)]
    public void DominantStepsHaveToStayBelowAHalf(double least, double greatest, Outcome expected)
    {
        double[] values = [least, (least + greatest) / 2, greatest];
        Assert.Equal(expected, SubspaceClaims.Of([.. values.Select(v => _usual with { DominantFall = v })])[2].Outcome);
    }

    [Fact]
    public void NumbersAreThoseOfTheRun()
    {
        SubspaceLook[] looks = [new(0, 9, 0.1, 0.1), new(1, 8, 0.2, 0.2), new(2, 7, 0.6, 0.4), new(3, 6, 0.8, 0.6)];
        var numbers = SubspaceNumbers.Of(3, new SubspaceRun(300, looks, All: [6, 4, 3, 1], Dominant: [6, 7, 6, 5], Bulk: [6, 5, 5, 3]));
        Assert.Equal((0.01, 5, 1, 3), (numbers.Chance, numbers.Fall, numbers.DominantFall, numbers.BulkFall));
        Assert.Equal(0.7, numbers.Share, 1e-12);
        Assert.Equal(0.5, numbers.BatchShare, 1e-12);
    }
}
