using TorchCurvature.Curvature.Exact;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Landscape;
using TorchCurvature.Losses;
using TorchCurvature.Operators;
using TorchCurvature.Settings;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

public sealed class PathStudyTests : IDisposable
{
    private readonly StoredRuns _runs = new();

    public void Dispose() => _runs.Dispose();

    /// <summary>
    /// Outputs are linear in the last layer, so that a mean squared error along a line in it is a quadratic in α: its third differences
    /// vanish, and it lies below its chord.
    /// </summary>
    [Fact]
    public async Task AlongALineInTheLastLayerASquaredErrorIsAConvexQuadratic()
    {
        ProblemSpec problem = StoredRuns.Problem with { Loss = new SquaredErrorSpec() };
        FinishedRun a = await _runs.StoreAsync("a", problem, weights: 1);
        FinishedRun b = await _runs.StoreAsync("b", problem, weights: 1, lastLayer: 2);
        using LiveTensors live = new();
        using LoadedRuns loaded = await LoadedRuns.LoadAsync([a, b], CPU);
        PathResult line = PathStudy.Interpolate(loaded, new LineSpec { From = -1, To = 2, Points = 7 });
        foreach (PathProfile profile in (PathProfile[])[line.Train, line.Test!])
        {
            double[] loss = [.. profile.Points.Select(p => p.Risk.Loss)];
            Assert.Equal([-1, -0.5, 0, 0.5, 1, 1.5, 2], profile.Points.Select(p => p.Position));
            double[] third = [.. Enumerable.Range(0, 4).Select(i => loss[i + 3] - loss[i] - (3 * (loss[i + 2] - loss[i + 1])))];
            Assert.All(third, difference => Assert.Equal(0, difference, 1e-13 * loss.Max()));
            Assert.True(loss[2] + loss[4] > (2 * loss[3]) + 1e-3);
            Assert.Equal(0, profile.AboveInterpolation.Height);
        }

        Assert.Equal(LossOf(loaded, 0), line.Train.Points[2].Risk.Loss);
        Assert.Equal(LossOf(loaded, 1), line.Train.Points[4].Risk.Loss);
        Assert.All(line.Train.Points, p => Assert.Null(p.LargestEigenvalue));
    }

    /// <summary>Against all eigenvalues of the exact Hessian.</summary>
    [Fact]
    public async Task LargestEigenvaluesAreThoseOfTheHessian()
    {
        FinishedRun a = await _runs.StoreAsync("a", StoredRuns.Problem, weights: 1);
        FinishedRun b = await _runs.StoreAsync("b", StoredRuns.Problem, weights: 2);
        using LiveTensors live = new();
        using LoadedRuns loaded = await LoadedRuns.LoadAsync([a, b], CPU);
        var progress = new RecordedProgress<StudyProgress>();
        PathResult line = PathStudy.Interpolate(loaded, new LineSpec { From = 0, To = 1, Points = 2, LargestEigenvalue = true }, progress);
        for (int i = 0; i < 2; i++)
        {
            loaded.Train.Layout.Assign(loaded.Points[i]);
            using ExactHessian hessian = ExactHessian.Compute(loaded.Train);
            using DenseOperator matrix = hessian.ToOperator();
            double largest = DenseEigensolver.Values(matrix).Values[0];
            Assert.Equal(largest, line.Train.Points[i].LargestEigenvalue!.Value, 1e-3 * largest);
        }

        Assert.Equal(["Line, training data", "Line, test data"], progress.Reports.Select(r => r.Part).Distinct());
        Assert.All(progress.Reports.GroupBy(r => r.Part), part => Assert.Equal(1, part.Last().Share));
    }

    /// <summary>w(½) = (w_A + 2 θ + w_B) / 4.</summary>
    [Fact]
    public async Task ACurveGoesBesideTheMiddleThatItReturns()
    {
        FinishedRun a = await _runs.StoreAsync("a", StoredRuns.Problem, weights: 1);
        FinishedRun b = await _runs.StoreAsync("b", StoredRuns.Problem, weights: 2);
        using LiveTensors live = new();
        using LoadedRuns loaded = await LoadedRuns.LoadAsync([a, b], CPU);
        using CurveResult result = PathStudy.Connect(loaded, new CurveSpec { Steps = 20, Points = 3, Tolerance = 1e-6 });
        PathResult line = PathStudy.Interpolate(loaded, new LineSpec { From = 0, To = 1, Points = 3 });
        Assert.Equal(line.Train.Points, result.Line.Train.Points);
        Assert.Equal(line.Test!.Points, result.Line.Test!.Points);
        using Tensor twice = result.Middle + result.Middle, ends = loaded.Points[0] + loaded.Points[1];
        using Tensor sum = twice + ends, half = sum * 0.25;
        loaded.Train.Layout.Assign(half);
        Assert.Equal(loaded.Train.Evaluate(withGradient: false).Loss, result.Curve.Train.Points[1].Risk.Loss, 1e-12);
        Assert.NotEqual(line.Train.Points[1].Risk.Loss, result.Curve.Train.Points[1].Risk.Loss);
        Assert.Equal(result.Curve.Train.AboveMeanOfEnds.Compare(1e-6), result.Decision);

        string saved = Path.Combine(a.Folder, "middle.dat");
        loaded.Save(result.Middle, saved);
        Directory.CreateDirectory(_runs["middle"]);
        var middle = new FinishedRun(_runs["middle"], a.Network);
        File.Move(saved, middle.ModelPath);
        using LoadedRuns again = await LoadedRuns.LoadAsync([middle], CPU);
        TensorAssert.SameBits(result.Middle, again.Points[0]);
    }

    [Fact]
    public async Task ABandHasItsPivotsAndTheSameEnds()
    {
        FinishedRun a = await _runs.StoreAsync("a", StoredRuns.Problem, weights: 1);
        FinishedRun b = await _runs.StoreAsync("b", StoredRuns.Problem, weights: 2);
        using LiveTensors live = new();
        using LoadedRuns loaded = await LoadedRuns.LoadAsync([a, b], CPU);
        using CurveResult result = PathStudy.Connect(loaded, new CurveSpec { Pivots = 1, Steps = 5, Points = 3, MatchUnits = true });
        loaded.Train.Layout.Assign(result.Middle);
        Assert.Equal(loaded.Train.Evaluate(withGradient: false).Loss, result.Curve.Train.Points[1].Risk.Loss);
        Assert.Equal(LossOf(loaded, 1), result.Curve.Train.Points[2].Risk.Loss, 1e-12);
    }

    [Fact]
    public async Task WhatMakesNoSenseIsRefused()
    {
        FinishedRun a = await _runs.StoreAsync("a", StoredRuns.Problem, weights: 1);
        using LoadedRuns one = await LoadedRuns.LoadAsync([a], CPU);
        Assert.Equal(
            "This looks at 2 networks, and 1 is loaded.",
            Assert.Throws<SettingException>(() => PathStudy.Interpolate(one, new LineSpec())).Message);
        Assert.Throws<SettingException>(() => PathStudy.Connect(one, new CurveSpec()));
        Assert.Equal(
            "--to must be more than --from, and they are 0.5 and 1.",
            Assert.Throws<SettingException>(new LineSpec { From = 1, To = 0.5 }.Validate).Message);
        Assert.Throws<ArgumentOutOfRangeException>(new CurveSpec { Tolerance = 0 }.Validate);
    }

    /// <summary>Parameters that were read before one that cannot be are released.</summary>
    [Fact]
    public async Task ARunWithoutItsModelIsRefusedAndLeavesNothing()
    {
        FinishedRun a = await _runs.StoreAsync("a", StoredRuns.Problem, weights: 1);
        FinishedRun b = await _runs.StoreAsync("b", StoredRuns.Problem, weights: 2);
        File.Delete(b.ModelPath);
        using LiveTensors live = new();
        await Assert.ThrowsAsync<FileNotFoundException>(() => LoadedRuns.LoadAsync([a, b], CPU));
    }

    private static double LossOf(LoadedRuns loaded, int run)
    {
        loaded.Train.Layout.Assign(loaded.Points[run]);
        return loaded.Train.Evaluate(withGradient: false).Loss;
    }
}
