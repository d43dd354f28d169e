using System.Globalization;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Framework;

/// <summary>A mean over seeds with its 95 % interval by Student's law, which is all numbers for a single seed.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
internal sealed record MeanInterval(double Mean, double Lower, double Upper)
{
    /// <summary>The mean of one number for each seed; at least one.</summary>
    public static MeanInterval Of(IEnumerable<double> values)
    {
        var mean = SampleMean.Of([.. values]);
        return new MeanInterval(mean.Mean, mean.Mean - mean.HalfWidth, mean.Mean + mean.HalfWidth);
    }

    /// <summary>Whether the whole interval is in a range.</summary>
    public bool IsWithin(double least, double greatest) => Lower >= least && Upper <= greatest;

    /// <summary>Whether no part of the interval is in a range.</summary>
    public bool IsOutside(double least, double greatest) => Lower > greatest || Upper < least;

    /// <summary>The mean and the interval in brackets, where there is one.</summary>
    /// <param name="format">How a number is written.</param>
    public string ToText(string format) => double.IsFinite(Lower)
        ? $"{Text(Mean, format)} [{Text(Lower, format)}, {Text(Upper, format)}]"
        : $"{Text(Mean, format)} (one seed, no interval)";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
