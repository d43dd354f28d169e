using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Claims;

/// <summary>How much more of the same examples one network gets right than another.</summary>
/// <param name="Mean">Mean over the examples of the share that is right after, less that before.</param>
/// <param name="StandardError">Standard error over the examples; those that both get right, or both wrong, add nothing to it.</param>
public sealed record PairedDifference(double Mean, double StandardError)
{
    /// <summary>
    /// The mean over several runs. Its error has the spread between the runs in it, and that of the examples undiminished, because all runs
    /// are tested on the same ones.
    /// </summary>
    /// <param name="differences">One per run; at least one.</param>
    public static PairedDifference Pool(IReadOnlyCollection<PairedDifference> differences)
    {
        double mean = differences.Average(d => d.Mean);
        double examples = differences.Average(d => d.StandardError * d.StandardError);
        double squares = differences.Sum(d => (d.Mean - mean) * (d.Mean - mean));
        double runs = differences.Count > 1 ? squares / (differences.Count - 1) / differences.Count : 0;
        return new PairedDifference(mean, Math.Sqrt(examples + runs));
    }

    /// <summary>Compares how often each example was right in two equal numbers of looks.</summary>
    internal static PairedDifference Of(int[] before, int[] after, int looks)
    {
        (double mean, double error, _) = SampleMean.Of([.. before.Zip(after, (b, a) => (a - b) / (double)looks)]);
        return new PairedDifference(mean, error);
    }
}
