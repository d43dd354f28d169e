using TorchCurvature.Experiments.ClassLevels;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Tests.Experiments;

public sealed class LevelClaimsTests
{
    private const int Classes = 3;

    private static readonly LevelNumbers _usual = new(0.9, 0.8, 0.7, FirstDrop: 0.6, SecondDrop: 0.4, UsualDrop: 0.1);

    [Theory]
    [InlineData(0.8, 0.9, Outcome.Holds)]
    [InlineData(0.1, 0.2, Outcome.DoesNotHold)]
    [InlineData(0.3, 0.9, Outcome.NotDecided)]
    public void MoreThanHalfHasToComeFromThere(double least, double greatest, Outcome expected)
    {
        double[] shares = [least, (least + greatest) / 2, greatest];
        Assert.Equal(expected, LevelClaims.Of(Classes, [.. shares.Select(s => _usual with { FirstFromClasses = s })])[0].Outcome);
        Assert.Equal(expected, LevelClaims.Of(Classes, [.. shares.Select(s => _usual with { SecondAcrossClasses = s })])[1].Outcome);
        Assert.Equal(expected, LevelClaims.Of(Classes, [.. shares.Select(s => _usual with { RestFromNeither = s })])[2].Outcome);
    }

    [Theory]
    [InlineData(0.6, 0.4, Outcome.Holds)]
    [InlineData(0.05, 0.4, Outcome.DoesNotHold)]
    [InlineData(0.6, 0.05, Outcome.DoesNotHold)]
    public void BothDropsHaveToExceedTheUsualOne(double first, double second, Outcome expected)
    {
        LevelNumbers[] seeds =
            [.. Enumerable.Range(0, 4).Select(i => _usual with { FirstDrop = first + (0.001 * i), SecondDrop = second - (0.001 * i) })];
        Assert.Equal(expected, LevelClaims.Of(Classes, seeds)[3].Outcome);
    }

    [Fact]
    public void NumbersAreMeansOverTheLevels()
    {
        // Three classes: 1 to 3, 4 to 6, and the rest.
        double[] eigenvalues = [1000, 900, 800, 8, 7, 6, 0.06, 0.05];
        double[] classes = [0.9, 0.8, 0.7, 0.1, 0.1, 0.1, 0.1, 0.1], across = [0.1, 0.1, 0.1, 0.8, 0.7, 0.6, 0.2, 0.4];
        var numbers = LevelNumbers.Of(Classes, new LevelSpectrum(9, 0, 1, eigenvalues, classes, across, eigenvalues));
        Assert.Equal(0.8, numbers.FirstFromClasses, 1e-12);
        Assert.Equal(0.7, numbers.SecondAcrossClasses, 1e-12);
        Assert.Equal(0.6, numbers.RestFromNeither, 1e-12);
        Assert.Equal(2, numbers.FirstDrop, 1e-12);
        Assert.Equal(2, numbers.SecondDrop, 1e-12);
        Assert.Equal(Math.Log10(8.0 / 7), numbers.UsualDrop, 1e-12); // the middle one of five
    }
}
