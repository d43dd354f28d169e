using TorchCurvature.Eigensolvers;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Eigensolvers;

public sealed class ResidualIntervalTests
{
    /// <summary>
    /// With r between each of k equal values and one direction more, the matrix has θ k − 1 times and θ ± r√k: so far away is the k-th
    /// eigenvalue, and no smaller interval holds k of them.
    /// </summary>
    [Theory]
    [InlineData(1), InlineData(2), InlineData(4), InlineData(9)]
    public void AClusterOfEqualValuesHasAsManyEigenvaluesInItsInterval(int members)
    {
        const double Value = 3, Residual = 0.01;
        using var scope = NewDisposeScope();
        Tensor matrix = Value * eye(members + 1, dtype: ScalarType.Float64);
        matrix.narrow(0, 0, members).narrow(1, members, 1).fill_(Residual);
        matrix.narrow(0, members, 1).narrow(1, 0, members).fill_(Residual);
        double[] distances = [.. linalg.eigvalsh(matrix).data<double>().ToArray().Select(e => Math.Abs(e - Value)).Order()];

        double[] radii = ResidualIntervals.Radii(
            [.. Enumerable.Repeat(Value, members)], [.. Enumerable.Repeat(Residual, members)], rounding: 0);
        Assert.Equal(members, radii.Length);
        Assert.All(radii, radius => Assert.Equal(distances[members - 1], radius, 1e-12));
    }

    /// <summary>Values whose intervals do not meet are none of a cluster, and rounding is added to each.</summary>
    [Fact]
    public void ValuesApartHaveIntervalsOfTheirOwn()
    {
        Assert.Equal([0.25, 0.125], ResidualIntervals.Radii([5, 1], [0.1875, 0.0625], rounding: 0.0625));
        Assert.All(ResidualIntervals.Radii([1, 1.3], [0.3, 0.4], rounding: 0), radius => Assert.Equal(0.5, radius, 1e-15));
    }

    /// <summary>Intervals meet by what both reach, from below and from above.</summary>
    [Theory]
    [InlineData(2, 2, true)]
    [InlineData(2.9, 0.2, true)]
    [InlineData(0.2, 2.9, true)]
    [InlineData(1.4, 1.5, false)]
    public void TwoValuesAreOneClusterWhereTheirIntervalsMeet(double below, double above, bool isOne)
    {
        double[] alone = [below, above], together = [.. alone.Select(_ => Math.Sqrt((below * below) + (above * above)))];
        double[] radii = ResidualIntervals.Radii([0, 3], alone, rounding: 0);
        Assert.All(radii.Zip(isOne ? together : alone), pair => Assert.Equal(pair.Second, pair.First, 1e-15));
    }
}
