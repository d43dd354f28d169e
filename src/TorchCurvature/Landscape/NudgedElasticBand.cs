using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>
/// A band of low loss between two points: each pivot takes steps of stochastic gradient descent along the part of −∇L that is
/// perpendicular to the band there, −(1 − ττᵀ)∇L with τ along p_{i+1} − p_{i−1}. In the place of springs, the pivots are spread evenly
/// along the band after every step, which is the limit of stiff ones. It starts as the straight line. Sources: Draxler et al. 2018; for
/// the spreading, E, Ren, Vanden-Eijnden 2007.
/// </summary>
public static class NudgedElasticBand
{
    // Spreading along straight pieces cuts corners, so that pieces come out equal only after some rounds.
    private const double Evenness = 1e-9;
    private const int Rounds = 1000;

    /// <summary>Relaxes the band. Cost: one forward and backward pass over a batch for each pivot and step.</summary>
    /// <param name="model">The network; its parameters and buffers are put back afterwards.</param>
    /// <param name="loss">The per-example loss.</param>
    /// <param name="data">The training examples, in the model's precision and on its device.</param>
    /// <param name="first">w_A [P], which does not move.</param>
    /// <param name="last">w_B [P], which does not move.</param>
    /// <param name="pivots">K, at least 1.</param>
    /// <param name="options">Steps, step size, batch and seed.</param>
    /// <param name="buffers">The buffers of the networks at w_A and w_B; null where the model has none.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The band, which the caller owns, its pieces equally long but for rounding to the ends' precision.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no pivot, or an option makes no sense.</exception>
    /// <exception cref="ArgumentException">The ends are not vectors of the model's P parameters, or model and data differ in
    /// precision or device.</exception>
    /// <exception cref="NotFiniteNumberException">A pivot is infinite or undefined after a step: the step is too large.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ElasticBand Relax(
        nn.Module<Tensor, Tensor> model, Loss loss, Dataset data, Tensor first, Tensor last, int pivots, CurveTrainingOptions options,
        IReadOnlyList<ModelBuffers>? buffers = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pivots);
        options.Validate();
        PointChecks.RequireAlike([first, last], nameof(last));
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        // In float64, so that many small steps and the spreading after each are not lost in the rounding of the points.
        Tensor start = first.to(ScalarType.Float64), way = last.to(ScalarType.Float64) - start;
        Tensor points = stack([.. Enumerable.Range(0, pivots + 2).Select(i => start.Plus(way.Times(i / (pivots + 1.0))))]);
        CurveDescent.Run(model, loss, data, points, options, Step, buffers, progress, cancellation);
        for (int round = 0; round < Rounds && !Spread(points); round++)
        {
        }

        return new ElasticBand(first, [.. Enumerable.Range(1, pivots).Select(i => points[i].to(first.dtype))], last);

        void Step(EmpiricalRisk risk)
        {
            Tensor moves = stack([.. Enumerable.Range(1, pivots).Select(Force)]);
            points.narrow(0, 1, pivots).AddScaledInPlace(moves, options.LearningRate);
            Spread(points);

            Tensor Force(int i)
            {
                risk.Layout.Assign(points[i].to(first.dtype));
                double t = i / (pivots + 1.0);
                ModelBuffers.Put(model, buffers, 1 - t, t);
                Tensor gradient = risk.Gradient().to(ScalarType.Float64), tangent = points[i + 1] - points[i - 1];
                Tensor squaredLength = tangent.dot(tangent);
                // A band folded onto itself has no direction there.
                return squaredLength.item<double>() == 0 ? -gradient : (tangent * (tangent.dot(gradient) / squaredLength)) - gradient;
            }
        }
    }

    // Moves the pivots along the pieces to equal distances from each other; whether they were there.
    private static bool Spread(Tensor points)
    {
        using DisposeScope scope = NewDisposeScope();
        int pieces = (int)points.shape[0] - 1;
        double[] lengths = [.. (points.narrow(0, 1, pieces) - points.narrow(0, 0, pieces)).EuclideanNorm(1).cpu().data<double>()];
        double total = lengths.Sum();
        if (!double.IsFinite(total) || lengths.Max() - lengths.Min() <= Evenness * total)
        {
            return true;
        }

        Tensor before = points.clone();
        double passed = 0;
        for (int i = 1, piece = 0; i < pieces; i++)
        {
            double target = total * i / pieces;
            while (piece < pieces - 1 && passed + lengths[piece] < target)
            {
                passed += lengths[piece++];
            }

            double share = lengths[piece] == 0 ? 0 : Math.Min(1, (target - passed) / lengths[piece]);
            points[i].copy_(before[piece].Times(1 - share).Plus(before[piece + 1].Times(share)));
        }

        return false;
    }
}
