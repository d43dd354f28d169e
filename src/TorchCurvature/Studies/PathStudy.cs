using TorchCurvature.Curvature;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Landscape;
using TorchCurvature.Operators;
using TorchCurvature.Settings;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies;

/// <summary>Loss and accuracy along paths between two trained networks.</summary>
public static class PathStudy
{
    // A tenth of a percent of λ max is finer than any picture, and far cheaper than the default.
    private const double EigenvalueTolerance = 1e-3;

    /// <summary>The straight line through the first two networks and beyond both.</summary>
    /// <param name="runs">The networks, of which the first two are A and B.</param>
    /// <param name="spec">Which part of the line, and what is asked of it.</param>
    /// <param name="progress">Told how far each part is; null for nobody.</param>
    /// <param name="cancellation">Stops between positions.</param>
    /// <exception cref="SettingException">
    /// There are fewer than two networks, the spec makes no sense, or units are to be matched that cannot be.
    /// </exception>
    /// <exception cref="InsufficientMemoryException">The products for λ max do not fit.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PathResult Interpolate(
        LoadedRuns runs, LineSpec spec, IProgress<StudyProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(spec);
        runs.Require(2);
        spec.Validate();
        using DisposeScope scope = NewDisposeScope();
        using var line = new StraightLine(runs.Points[0], MatchedUnits.SecondOf(runs, spec.MatchUnits, cancellation));
        Func<EmpiricalRisk, double>? largestEigenvalue = spec.LargestEigenvalue ? _ => LargestEigenvalue(runs, cancellation) : null;
        return Along(runs, line, "Line", Positions(spec.From, spec.To, spec.Points), largestEigenvalue, progress, cancellation);
    }

    /// <summary>Trains a curve of low loss between the first two networks, and looks at it and at the straight line.</summary>
    /// <param name="runs">The networks, of which the first two are A and B.</param>
    /// <param name="spec">The curve and its training.</param>
    /// <param name="progress">Told how far each part is; null for nobody.</param>
    /// <param name="cancellation">Stops between steps and positions.</param>
    /// <returns>The caller owns it.</returns>
    /// <exception cref="SettingException">There are fewer than two networks, or units are to be matched that cannot be.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The spec makes no sense.</exception>
    /// <exception cref="NotFiniteNumberException">The step of the curve's training is too large.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static CurveResult Connect(
        LoadedRuns runs, CurveSpec spec, IProgress<StudyProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(spec);
        runs.Require(2);
        spec.Validate();
        using DisposeScope scope = NewDisposeScope();
        Tensor a = runs.Points[0];
        Tensor b = MatchedUnits.SecondOf(runs, spec.MatchUnits, cancellation);
        using var line = new StraightLine(a, b);
        CurveTrainingOptions training = spec.Training(runs.Train.WeightDecay, runs.Train.Mode) with { Processes = runs.Processes };
        var trained = new PartProgress(progress, "Training of the curve");
        using ParameterPath curve = spec.Pivots is { } pivots
            ? NudgedElasticBand.Relax(
                runs.Model, runs.Train.Loss, runs.TrainData, a, b, pivots, training, runs.BuffersOf(2), trained, cancellation)
            : ConnectingCurve.Train(runs.Model, runs.Train.Loss, runs.TrainData, a, b, training, runs.BuffersOf(2), trained, cancellation);
        double[] positions = Positions(0, 1, spec.Points);
        PathResult alongLine = Along(runs, line, "Line", positions, null, progress, cancellation);
        PathResult alongCurve = Along(runs, curve, "Curve", positions, null, progress, cancellation);
        Tensor middle = curve is BezierCurve bezier ? bezier.Middle.clone() : curve.At(0.5);
        return new CurveResult(
            alongLine, alongCurve, middle.DetachFromDisposeScope(), spec.Tolerance,
            alongCurve.Train.AboveMeanOfEnds.Compare(spec.Tolerance));
    }

    /// <summary>Evenly spaced numbers, rounded so that 0 and 1 are themselves where they are among them.</summary>
    internal static double[] Positions(double from, double to, int points) =>
        [.. Enumerable.Range(0, points).Select(i => Math.Round(from + ((to - from) * i / (points - 1)), 12))];

    private static PathResult Along(
        LoadedRuns runs, ParameterPath path, string name, double[] positions, Func<EmpiricalRisk, double>? largestEigenvalue,
        IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        PathProfile train = PathProfile.Compute(
            path, runs.Train, positions, largestEigenvalue, runs.BuffersOf(2), new PartProgress(progress, $"{name}, training data"),
            cancellation);
        PathProfile? test = runs.Test is null
            ? null
            : PathProfile.Compute(
                path, runs.Test, positions, buffers: runs.BuffersOf(2), progress: new PartProgress(progress, $"{name}, test data"),
                cancellation: cancellation);
        return new PathResult(train, test);
    }

    private static double LargestEigenvalue(LoadedRuns runs, CancellationToken cancellation)
    {
        var search = new LanczosOptions { Top = 1, Bottom = 0, Tolerance = EigenvalueTolerance };
        using SymmetricOperator hessian = runs.Hessian(search);
        using ExtremalEigenPairs pairs = LanczosEigensolver.Solve(hessian, search, cancellation: cancellation);
        return pairs.At(SpectrumEnd.Top) is [var largest, ..] ? largest.Value : double.NaN;
    }
}
