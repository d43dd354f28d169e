using TorchCurvature.Landscape;
using TorchCurvature.Settings;

namespace TorchCurvature.Studies;

/// <summary>The loss over a plane in the space of parameters.</summary>
public static class PlaneStudy
{
    private static readonly string[] s_names = ["A", "B", "C"];

    /// <summary>The plane through the first three networks.</summary>
    /// <param name="runs">The networks, of which the first three are A, B and C.</param>
    /// <param name="spec">The grid.</param>
    /// <param name="progress">Told how far each part is; null for nobody.</param>
    /// <param name="cancellation">Stops between points.</param>
    /// <exception cref="SettingException">There are fewer than three networks, or they lie on one line.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The spec makes no sense.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PlaneResult Through(
        LoadedRuns runs, PlaneSpec spec, IProgress<StudyProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(spec);
        runs.Require(3);
        spec.Validate();
        using LossPlane plane = Span(runs);
        double[] columns = Grid([.. plane.Coordinates.Select(c => c.X)], spec.Resolution, spec.Margin);
        double[] rows = Grid([.. plane.Coordinates.Select(c => c.Y)], spec.Resolution, spec.Margin);
        return Over(runs, plane, columns, rows, axes: null, progress, cancellation);
    }

    /// <summary>The plane around the first network along two eigenvectors of the Hessian of its training loss.</summary>
    /// <param name="runs">The networks, of which the first is A.</param>
    /// <param name="spec">The eigenvectors and the grid.</param>
    /// <param name="progress">Told how far each part is; null for nobody.</param>
    /// <param name="cancellation">Stops between products and points.</param>
    /// <exception cref="SettingException">
    /// The network has fewer eigenvectors than are asked for, or nothing says how far the picture should go.
    /// </exception>
    /// <exception cref="ArgumentException">The spec makes no sense.</exception>
    /// <exception cref="InsufficientMemoryException">The search for the eigenvectors does not fit.</exception>
    /// <exception cref="NotFiniteNumberException">A product with the Hessian is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PlaneResult Around(
        LoadedRuns runs, EigenvectorPlaneSpec spec, IProgress<StudyProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        using EigenvectorPlane found = EigenvectorPlane.Find(runs, spec, new PartProgress(progress, "Eigenvectors"), cancellation);
        double[] grid = Grid([-found.Axes.Radius, found.Axes.Radius], spec.Resolution, margin: 0);
        return Over(runs, found.Plane, grid, grid, found.Axes, progress, cancellation);
    }

    private static PlaneResult Over(
        LoadedRuns runs, LossPlane plane, double[] columns, double[] rows, EigenvectorAxes? axes, IProgress<StudyProgress>? progress,
        CancellationToken cancellation)
    {
        IReadOnlyList<ModelBuffers> buffers = runs.BuffersOf(plane.Coordinates.Count);
        LossSurface train = LossSurface.Compute(
            plane, runs.Train, columns, rows, buffers, new PartProgress(progress, "Plane, training data"), cancellation);
        LossSurface? test = runs.Test is null
            ? null
            : LossSurface.Compute(
                plane, runs.Test, columns, rows, buffers, new PartProgress(progress, "Plane, test data"), cancellation);
        return new PlaneResult(train, test, [.. plane.Coordinates.Select((place, i) => PointOf(runs, i, place))], axes);
    }

    private static PlanePoint PointOf(LoadedRuns runs, int index, PlanePosition place)
    {
        runs.GoTo(index);
        double train = runs.Train.Evaluate(withGradient: false).Loss;
        double? test = runs.Test?.Evaluate(withGradient: false).Loss;
        return new PlanePoint(s_names[index], place.X, place.Y, train, test);
    }

    private static LossPlane Span(LoadedRuns runs)
    {
        try
        {
            return new LossPlane(runs.Points[0], runs.Points[1], runs.Points[2]);
        }
        catch (ArgumentException e)
        {
            throw new SettingException(PlainMessage.Of(e), e);
        }
    }

    private static double[] Grid(double[] coordinates, int resolution, double margin)
    {
        double low = coordinates.Min();
        double high = coordinates.Max();
        double room = margin * (high - low);
        return [.. Enumerable.Range(0, resolution).Select(i => low - room + ((high - low + (2 * room)) * i / (resolution - 1)))];
    }
}
