using System.Globalization;

namespace TorchCurvature.Experiments.Framework;

/// <summary>A number over the seeds.</summary>
/// <param name="Median">Its median.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Greatest">The largest.</param>
public sealed record SeedSummary(double Median, double Least, double Greatest)
{
    /// <summary>Summarizes the numbers of all seeds.</summary>
    /// <param name="values">One number per seed, in any order; at least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static SeedSummary Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? throw new ArgumentException("There is no number to summarize.", nameof(values))
            : new SeedSummary(0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]), sorted[0], sorted[^1]);
    }

    /// <summary>Summarizes the counts of those seeds for which the rule applies; no number where there is none.</summary>
    /// <param name="counts">One count per seed, null where the rule does not apply.</param>
    public static SeedSummary OfCounts(IEnumerable<int?> counts)
    {
        double[] applicable = [.. counts.OfType<int>().Select(count => (double)count)];
        return applicable.Length > 0 ? Of(applicable) : new SeedSummary(double.NaN, double.NaN, double.NaN);
    }

    /// <summary>The median, and the range in brackets where the seeds differ.</summary>
    /// <param name="format">How a number is written.</param>
    public string ToText(string format)
    {
        bool isOne = Least == Greatest || double.IsNaN(Median);
        string range = isOne ? "" : string.Create(CultureInfo.InvariantCulture, $" [{Text(Least)}, {Text(Greatest)}]");
        return Text(Median) + range;

        string Text(double value) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);
    }
}
