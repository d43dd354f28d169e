using TorchCurvature.Experiments.AppendixB;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.RandomMatrix;

namespace TorchCurvature.Tests.Experiments;

public sealed class NetworkClaimsTests
{
    [Theory]
    [InlineData(new[] { 6, 7 }, Outcome.Holds)]
    [InlineData(new[] { 7, 5 }, Outcome.DoesNotHold)]
    public void EveryNetworkIsToHaveAtLeastTheTrivialZeros(int[] zeros, Outcome expected) =>
        Assert.Equal(expected, NetworkClaims.TrivialEigenvalues(parameters: 10, samples: 4, zeros).Outcome);

    [Theory]
    [InlineData(FitVerdict.Consistent, FitVerdict.Approximate, FitVerdict.Poor, Outcome.Holds)] // the simpler law is only shown
    [InlineData(FitVerdict.Poor, FitVerdict.Consistent, FitVerdict.Consistent, Outcome.DoesNotHold)]
    [InlineData(FitVerdict.Consistent, FitVerdict.Poor, FitVerdict.Consistent, Outcome.DoesNotHold)]
    public void NoFitOfTheGeneralLawIsToBePoor(FitVerdict hessian, FitVerdict covariance, FitVerdict simple, Outcome expected)
    {
        FitNumbers[] fits =
        [
            new("G", "few-atoms", 0.01, hessian), new("gradient-covariance", "few-atoms", 0.02, covariance),
            new("G", "marchenko-pastur", 0.5, simple),
        ];
        Assert.Equal(expected, NetworkClaims.Laws(fits).Outcome);
    }

    [Fact]
    public void TheEvidenceOfTheLawsHasEveryMatrixAndLaw()
    {
        FitNumbers[] fits =
        [
            new("G", "few-atoms", 0.01, FitVerdict.Approximate), new("G", "marchenko-pastur", 0.5, FitVerdict.Poor),
            new("G", "few-atoms", 0.03, FitVerdict.Approximate), new("G", "marchenko-pastur", 0.5, FitVerdict.Poor),
        ];
        Assert.Equal(
            "distances, where 0.05 is the most that still has the law's shape: "
            + "G, few-atoms: 0.020 [0.010, 0.030]; G, marchenko-pastur: 0.500",
            NetworkClaims.Laws(fits).Evidence);
    }

    [Theory]
    [InlineData(new[] { 0.9 }, Outcome.Holds)]
    [InlineData(new[] { 1.09 }, Outcome.Holds)]
    [InlineData(new[] { 0.89 }, Outcome.DoesNotHold)]
    [InlineData(new[] { 1.11 }, Outcome.DoesNotHold)]
    [InlineData(new[] { 1, 0.95, 0 }, Outcome.Holds)] // the median
    [InlineData(new[] { 1, 0.5, 0 }, Outcome.DoesNotHold)]
    public void TheClassMeansAreToMissOutliersByATenthAtMost(double[] quotients, Outcome expected)
    {
        NetworkOutlier[] outliers = [.. quotients.Select((quotient, i) => new NetworkOutlier(Seed: 0, i + 1, Measured: 4, 4 * quotient))];
        Assert.Equal(expected, NetworkClaims.ClassMeans(classes: 5, outliers).Outcome);
    }
}
