using System.Text.Json.Serialization;
using TorchCurvature.Curvature;
using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>An empirical risk along a path, and the barrier between the path's ends.</summary>
public sealed record PathProfile
{
    [JsonConstructor]
    internal PathProfile(IReadOnlyList<PathPoint> points, LossBarrier aboveInterpolation, LossBarrier aboveMeanOfEnds)
    {
        (Points, AboveInterpolation, AboveMeanOfEnds) = (points, aboveInterpolation, aboveMeanOfEnds);
    }

    /// <summary>The points in the order asked for.</summary>
    public IReadOnlyList<PathPoint> Points { get; }

    /// <summary>max over [0, 1] of L(w(t)) − ((1 − t) L(w_A) + t L(w_B)).</summary>
    public LossBarrier AboveInterpolation { get; }

    /// <summary>
    /// max over [0, 1] of L(w(t)) − (L(w_A) + L(w_B))/2 (Frankle et al. 2020), which ends of different loss have without any wall.
    /// </summary>
    public LossBarrier AboveMeanOfEnds { get; }

    /// <summary>
    /// Evaluates the risk at every position, and at both ends wherever the positions lie. One pass over the data for each.
    /// </summary>
    /// <param name="path">w(t).</param>
    /// <param name="risk">The risk; its model's parameters and buffers are put back afterwards.</param>
    /// <param name="positions">The values of t.</param>
    /// <param name="largestEigenvalue">If given, finds λ max of the risk's Hessian at the model's present parameters;
    /// asked at every position.</param>
    /// <param name="buffers">The buffers of the networks at w_A and w_B; null where the model has none.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between positions.</param>
    /// <exception cref="ArgumentException">The path has another dimension than the model, or the model has buffers, such as the statistics
    /// of a batch normalization, and those of the ends are not given.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PathProfile Compute(
        ParameterPath path, EmpiricalRisk risk, IReadOnlyList<double> positions, Func<EmpiricalRisk, double>? largestEigenvalue = null,
        IReadOnlyList<ModelBuffers>? buffers = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(risk);
        ArgumentNullException.ThrowIfNull(positions);
        if (path.Dimension != risk.Dimension)
        {
            throw new ArgumentException(
                $"The path is in a space of {path.Dimension} parameters, and the model has {risk.Dimension}.", nameof(path));
        }

        ModelBuffers.Require(risk.Model, risk.Mode, buffers, count: 2, nameof(risk));
        using var restored = new RestoredModel(risk.Model, risk.Layout);
        ExampleEvaluation first = At(0), last = At(1);
        (IReadOnlyList<double> a, IReadOnlyList<double> b) = (first.Losses, last.Losses);
        var aboveInterpolation = new LossBarrier(0, 0, 0);
        LossBarrier aboveMean = new LossBarrier(0, 0, 0).Max(0, a, n => (a[n] + b[n]) / 2).Max(1, b, n => (a[n] + b[n]) / 2);
        var points = new List<PathPoint>(positions.Count);
        foreach (double t in positions)
        {
            cancellation.ThrowIfCancellationRequested();
            ExampleEvaluation here = t == 0 ? first : t == 1 ? last : At(t);
            if (t is > 0 and < 1)
            {
                aboveInterpolation = aboveInterpolation.Max(t, here.Losses, n => ((1 - t) * a[n]) + (t * b[n]));
                aboveMean = aboveMean.Max(t, here.Losses, n => (a[n] + b[n]) / 2);
            }

            points.Add(new PathPoint(t, MeasuredRisk.Of(here), LargestEigenvalueAt(t)));
            progress?.Report((double)points.Count / positions.Count);
        }

        return new PathProfile(points, aboveInterpolation, aboveMean);

        ExampleEvaluation At(double t)
        {
            Move(t);
            return risk.EvaluateExamples();
        }

        double? LargestEigenvalueAt(double t)
        {
            if (largestEigenvalue is null)
            {
                return null;
            }

            Move(t);
            return largestEigenvalue(risk);
        }

        void Move(double t)
        {
            using Tensor w = path.At(t);
            risk.Layout.Assign(w);
            ModelBuffers.Put(risk.Model, buffers, 1 - t, t);
        }
    }
}
