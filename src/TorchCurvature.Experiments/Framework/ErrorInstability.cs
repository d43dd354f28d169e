using TorchCurvature.Landscape;

namespace TorchCurvature.Experiments.Framework;

/// <summary>
/// How far the error rises on a line between two networks above the mean of its ends, where it is most: the instability of Frankle et al.
/// 2020, in whose maximum the ends are.
/// </summary>
/// <param name="Rise">The rise.</param>
/// <param name="StandardError">Its standard error over the examples, as if those of the points were independent.</param>
internal sealed record ErrorInstability(double Rise, double StandardError)
{
    /// <summary>Their tolerance, for the noise of test errors: networks with less are linearly connected.</summary>
    public const double Stable = 0.02;

    /// <summary>The instability on a line, of a network that has accuracies.</summary>
    public static ErrorInstability Of(PathProfile line)
    {
        MeasuredRisk[] risks = [.. line.Points.Select(p => p.Risk)];
        MeasuredRisk one = risks[0], other = risks[^1], worst = risks.MaxBy(Error)!;
        double variance = Variance(worst) + ((Variance(one) + Variance(other)) / 4);
        return new ErrorInstability(Error(worst) - (0.5 * (Error(one) + Error(other))), Math.Sqrt(variance));

        static double Error(MeasuredRisk risk) => 1 - risk.Accuracy!.Value;
        static double Variance(MeasuredRisk risk) => risk.AccuracyStandardError!.Value * risk.AccuracyStandardError.Value;
    }
}
