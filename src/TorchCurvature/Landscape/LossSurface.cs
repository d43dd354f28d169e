using TorchCurvature.Curvature;
using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>An empirical risk over a grid of a plane.</summary>
public sealed record LossSurface
{
    internal LossSurface(IReadOnlyList<double> columns, IReadOnlyList<double> rows, IReadOnlyList<SurfacePoint> points)
    {
        (Columns, Rows, Points) = (columns, rows, points);
    }

    /// <summary>The values of x.</summary>
    public IReadOnlyList<double> Columns { get; }

    /// <summary>The values of y.</summary>
    public IReadOnlyList<double> Rows { get; }

    /// <summary>Row by row, as many as columns times rows.</summary>
    public IReadOnlyList<SurfacePoint> Points { get; }

    /// <summary>Evaluates the risk at every point of the grid, one pass over the data each.</summary>
    /// <param name="plane">w(x, y).</param>
    /// <param name="risk">The risk; its model's parameters and buffers are put back afterwards.</param>
    /// <param name="columns">The values of x.</param>
    /// <param name="rows">The values of y.</param>
    /// <param name="buffers">The buffers of the networks that the plane was made from; null where the model has none.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between points.</param>
    /// <exception cref="ArgumentException">The plane has another dimension than the model, or the model has buffers, such as the statistics
    /// of a batch normalization, and those of its networks are not given.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static LossSurface Compute(
        LossPlane plane, EmpiricalRisk risk, IReadOnlyList<double> columns, IReadOnlyList<double> rows,
        IReadOnlyList<ModelBuffers>? buffers = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plane);
        ArgumentNullException.ThrowIfNull(risk);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        if (plane.Dimension != risk.Dimension)
        {
            throw new ArgumentException(
                $"The plane is in a space of {plane.Dimension} parameters, and the model has {risk.Dimension}.", nameof(plane));
        }

        ModelBuffers.Require(risk.Model, risk.Mode, buffers, plane.Coordinates.Count, nameof(risk));
        using var restored = new RestoredModel(risk.Model, risk.Layout);
        var points = new List<SurfacePoint>(columns.Count * rows.Count);
        foreach ((double y, double x) in rows.SelectMany(y => columns.Select(x => (y, x))))
        {
            cancellation.ThrowIfCancellationRequested();
            using Tensor w = plane.At(x, y);
            risk.Layout.Assign(w);
            ModelBuffers.Put(risk.Model, buffers, plane.WeightsAt(x, y));
            points.Add(new SurfacePoint(x, y, MeasuredRisk.Of(risk.EvaluateExamples())));
            progress?.Report(points.Count / (double)(columns.Count * rows.Count));
        }

        return new LossSurface(columns, rows, points);
    }
}
