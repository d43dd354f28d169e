using System.Globalization;
using MathNet.Numerics.Distributions;

namespace TorchCurvature.Statistics;

/// <summary>An estimate with the ends of its interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Lower">The lower end; negative infinity where too little was measured to have one.</param>
/// <param name="Upper">The upper end; positive infinity likewise.</param>
internal readonly record struct Interval(double Value, double Lower, double Upper)
{
    /// <summary>The usual probability with which an interval holds the truth.</summary>
    public const double UsualLevel = 0.95;

    /// <summary>Standard errors of a normal law from its middle to the ends of its 95 % interval.</summary>
    public const double NormalErrors = 1.959964;

    /// <summary>The 95 % interval of an estimate with a normal law of known standard error.</summary>
    /// <param name="value">The estimate.</param>
    /// <param name="standardError">Its standard error.</param>
    public static Interval OfNormal(double value, double standardError)
    {
        double half = NormalErrors * standardError;
        return new Interval(value, value - half, value + half);
    }

    /// <summary>Student's interval of a mean; without ends for one sample.</summary>
    /// <param name="samples">The samples; at least one.</param>
    /// <param name="level">The probability with which it holds the truth.</param>
    public static Interval OfMean(IEnumerable<double> samples, double level = UsualLevel)
    {
        var mean = SampleMean.Of([.. samples]);
        return OfEstimate(mean.Mean, mean.StandardError, mean.Count, level);
    }

    /// <summary>Student's interval of an estimate from samples; without ends for one sample.</summary>
    /// <param name="value">The estimate.</param>
    /// <param name="standardError">Its standard error.</param>
    /// <param name="samples">How many samples it is from; at least one.</param>
    /// <param name="level">The probability with which it holds the truth.</param>
    public static Interval OfEstimate(double value, double standardError, int samples, double level = UsualLevel)
    {
        if (samples == 1)
        {
            return new Interval(value, double.NegativeInfinity, double.PositiveInfinity);
        }

        double half = StudentT.InvCDF(0, 1, samples - 1, 0.5 * (1 + level)) * standardError;
        return new Interval(value, value - half, value + half);
    }

    /// <summary>Student's interval of the mean of logarithms, as the factor that it is.</summary>
    /// <param name="samples">Positive samples; at least one.</param>
    /// <param name="level">The probability with which it holds the truth.</param>
    public static Interval OfGeometricMean(IEnumerable<double> samples, double level = UsualLevel)
    {
        Interval logarithm = OfMean(samples.Select(s => Math.Log(s)), level);
        return new Interval(Math.Exp(logarithm.Value), Math.Exp(logarithm.Lower), Math.Exp(logarithm.Upper));
    }

    /// <summary>The exact interval of a share, from counting successes (Clopper and Pearson 1934).</summary>
    /// <param name="successes">How many there were.</param>
    /// <param name="trials">Of how many; at least one.</param>
    /// <param name="level">The probability with which it holds the truth, at least.</param>
    public static Interval OfShare(int successes, int trials, double level = UsualLevel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        int failures = trials - successes;
        double tail = 0.5 * (1 - level);
        double lower = successes == 0 ? 0 : Beta.InvCDF(successes, failures + 1, tail);
        double upper = failures == 0 ? 1 : Beta.InvCDF(successes + 1, failures, 1 - tail);
        return new Interval(successes / (double)trials, lower, upper);
    }

    /// <summary>Whether all of it is in a range.</summary>
    public bool IsWithin(double least, double greatest) => Lower >= least && Upper <= greatest;

    /// <summary>Whether no part of it is in a range.</summary>
    public bool IsOutside(double least, double greatest) => Lower > greatest || Upper < least;

    /// <summary>The estimate and the ends in brackets, where there are any.</summary>
    /// <param name="format">How a number is written.</param>
    public string ToText(string format)
    {
        string found = Value.ToString(format, CultureInfo.InvariantCulture);
        return double.IsFinite(Lower)
            ? $"{found} [{Lower.ToString(format, CultureInfo.InvariantCulture)}, {Upper.ToString(format, CultureInfo.InvariantCulture)}]"
            : $"{found} (too few seeds for an interval)";
    }
}
