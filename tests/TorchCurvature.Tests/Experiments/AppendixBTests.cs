using System.Text.Json;
using TorchCurvature.Experiments.AppendixB;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.RandomMatrix;

namespace TorchCurvature.Tests.Experiments;

public sealed class AppendixBTests
{
    [Fact]
    public void ASpikeIsFoundAtItsOwnRankWithItsOwnEigenvector()
    {
        // The upper spike is of rank 0, the lower one last; with N ≫ P both are near their predictions.
        var cell = new SampleCell("test", [new PopulationAtom(1, 1)], [0.2, 5], Dimension: 20, Samples: 20_000, Draws: 2, Seed: 3);
        SampledSpectra result = cell.Compute(_ => { }, TestContext.Current.CancellationToken);
        foreach ((int spike, int draw) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
        {
            OutlierPrediction expected = cell.Law.Predict(cell.Spikes[spike]);
            Assert.Equal(expected.Place, result.Places[spike][draw], 0.05 * expected.Place);
            Assert.InRange(result.Overlaps[spike][draw], 0.99, 1);
        }

        Assert.Equal(result.Eigenvalues[0], result.Places[1][0]);
        Assert.Equal(result.Eigenvalues[^1], result.Places[0][0]);
        Assert.Equal([0, 0], result.Zeros);
    }

    /// <summary>A kept file says gradientCovariance for the empirical Fisher matrix.</summary>
    [Fact]
    public void TheMatricesOfANetworkAreReadByTheNamesOfKeptFiles()
    {
        const string Kept = """{"accuracy":1,"gradientNorm":0,"gaussNewton":[1],"gradientCovariance":[2,1],"classMeans":[0]}""";
        NetworkParts parts = JsonSerializer.Deserialize<NetworkParts>(Kept, CellStore.Format)!;
        Assert.Equal([2, 1], parts.EmpiricalFisher);
        Assert.Equal(Kept, JsonSerializer.Serialize(parts, CellStore.Format));
    }

    [Fact]
    public void TheClassMeansOfANetworkAreAPartOfItsGaussNewtonMatrix()
    {
        var cell = new NetworkPartsCell(Classes: 3, Seed: 0, Dimension: 6, Samples: 30, Hidden: 4, MaxSteps: 50, StopGradientNorm: 1e-4);
        NetworkParts parts = cell.Compute(_ => { }, TestContext.Current.CancellationToken);
        Assert.Equal((7 * 4) + (5 * 4) + (5 * 3), parts.GaussNewton.Count);
        Assert.Equal(parts.GaussNewton.Count, parts.EmpiricalFisher.Count);
        Assert.Equal(9, parts.ClassMeans.Count);

        // G less the class means' part is positive semidefinite, so that no eigenvalue of the part is above that of G.
        double rounding = 1e-12 * parts.GaussNewton[0];
        Assert.All(parts.ClassMeans.Zip(parts.GaussNewton), pair => Assert.True(pair.First <= pair.Second + rounding));
        Assert.True(parts.ClassMeans[0] > 0.1 * parts.GaussNewton[0]);
    }
}
