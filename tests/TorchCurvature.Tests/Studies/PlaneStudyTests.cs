using TorchCurvature.Landscape;
using TorchCurvature.Settings;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

public sealed class PlaneStudyTests : IDisposable
{
    private readonly StoredRuns _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public async Task ThePlaneHasTheDistancesAndLossesOfItsNetworks()
    {
        FinishedRun[] runs =
        [
            await _runs.StoreAsync("a", StoredRuns.Problem, weights: 1), await _runs.StoreAsync("b", StoredRuns.Problem, weights: 2),
            await _runs.StoreAsync("c", StoredRuns.Problem, weights: 3),
        ];
        using LiveTensors live = new();
        using LoadedRuns loaded = await LoadedRuns.LoadAsync(runs, CPU);
        PlaneResult plane = PlaneStudy.Through(loaded, new PlaneSpec { Resolution = 2, Margin = 0 });
        Assert.Equal(["A", "B", "C"], plane.Points.Select(p => p.Point));
        using Tensor difference = loaded.Points[1] - loaded.Points[0], distance = difference.norm();
        Assert.Equal(distance.item<double>(), plane.Points[1].X, 1e-12);
        Assert.Equal([plane.Points.Min(p => p.X), plane.Points.Max(p => p.X)], plane.Train.Columns);
        Assert.Equal([0, plane.Points[2].Y], plane.Train.Rows);
        loaded.Train.Layout.Assign(loaded.Points[2]);
        Assert.Equal(loaded.Train.Evaluate(withGradient: false).Loss, plane.Points[2].TrainLoss);
        Assert.Equal(loaded.Test!.Evaluate(withGradient: false).Loss, plane.Points[2].TestLoss);
        Assert.Null(plane.Axes);
    }

    /// <summary>
    /// At the radius that nobody gives, ½ λ r² is nine times the loss; along a short one, second differences are the eigenvalues.
    /// </summary>
    [Fact]
    public async Task AlongEigenvectorsTheLossBendsByTheirEigenvalues()
    {
        FinishedRun a = await _runs.StoreAsync("a", StoredRuns.Problem, weights: 1);
        using LiveTensors live = new();
        using LoadedRuns loaded = await LoadedRuns.LoadAsync([a], CPU);
        PlaneResult wide = PlaneStudy.Around(loaded, new EigenvectorPlaneSpec { Resolution = 2, Eigenvectors = [1, 2] });
        double largest = wide.Axes!.Eigenpairs[0].Value;
        Assert.Equal(9 * wide.Points[0].TrainLoss, 0.5 * largest * wide.Axes.Radius * wide.Axes.Radius, 1e-9);

        const double Radius = 1e-4;
        PlaneResult near = PlaneStudy.Around(loaded, new EigenvectorPlaneSpec { Resolution = 3, Eigenvectors = [1, -1], Radius = Radius });
        double[] loss = [.. near.Train.Points.Select(p => p.Risk.Loss)];
        Assert.Equal(near.Points[0].TrainLoss, loss[4]);
        Assert.Equal(near.Axes!.Eigenpairs[0].Value, (loss[3] - (2 * loss[4]) + loss[5]) / (Radius * Radius), 1e-3 * largest);
        Assert.Equal(near.Axes.Eigenpairs[1].Value, (loss[1] - (2 * loss[4]) + loss[7]) / (Radius * Radius), 1e-3 * largest);
        Assert.Equal(largest, near.Axes.Eigenpairs[0].Value, 1e-6 * largest);
    }

    [Fact]
    public async Task WhatCannotBeDrawnIsRefused()
    {
        FinishedRun a = await _runs.StoreAsync("a", StoredRuns.Problem, weights: 1);
        FinishedRun b = await _runs.StoreAsync("b", StoredRuns.Problem, weights: 2);
        using LoadedRuns loaded = await LoadedRuns.LoadAsync([a, b, b], CPU);
        Assert.StartsWith(
            "The three points lie on one line", Assert.Throws<SettingException>(() => PlaneStudy.Through(loaded, new PlaneSpec())).Message,
            StringComparison.Ordinal);
        var tooMany = new EigenvectorPlaneSpec { Eigenvectors = [20, -20] };
        Assert.Equal(
            "--eigenvectors 20,-20 asks for more eigenvectors than the network has, which are 27: choose numbers nearer to 1 or -1.",
            Assert.Throws<SettingException>(() => PlaneStudy.Around(loaded, tooMany)).Message);
        Assert.Throws<ArgumentException>(new EigenvectorPlaneSpec { Eigenvectors = [1, 1] }.Validate);
        Assert.Throws<ArgumentException>(new EigenvectorPlaneSpec { Eigenvectors = [0, 1] }.Validate);
        Assert.Throws<ArgumentException>(new EigenvectorPlaneSpec { Eigenvectors = [1] }.Validate);
    }

    [Fact]
    public async Task SharpnessIsThatOfTheFirstNetworkAndFollowsItsSeed()
    {
        FinishedRun a = await _runs.StoreAsync("a", StoredRuns.Problem, weights: 1);
        FinishedRun b = await _runs.StoreAsync("b", StoredRuns.Problem, weights: 2);
        using LiveTensors live = new();
        using LoadedRuns loaded = await LoadedRuns.LoadAsync([a, b], CPU);
        var options = new KeskarOptions { Epsilon = 1e-2, Steps = 1, Starts = 2 };
        KeskarSharpness sharpness = KeskarStudy.Measure(loaded, options);
        Assert.Equal(100 * (sharpness.LargestLosses.Max() - sharpness.Loss) / (1 + sharpness.Loss), sharpness.Value, 1e-12);
        loaded.Train.Layout.Assign(loaded.Points[0]);
        Assert.Equal(loaded.Train.Evaluate(withGradient: false).Loss, sharpness.Loss);
        Assert.Equal(sharpness.LargestLosses, KeskarStudy.Measure(loaded, options).LargestLosses);
        Assert.NotEqual(sharpness.LargestLosses[1], KeskarStudy.Measure(loaded, options with { Seed = 1, Steps = 1 }).LargestLosses[1]);
    }
}
