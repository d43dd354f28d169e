using TorchCurvature.Experiments.Framework;
using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Table1;

/// <summary>A way to count that has a panel of its own.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Count">What it counts in a row; null or not a number where it does not apply.</param>
/// <param name="Printed">What the paper counts in that way.</param>
internal sealed record CountRule(string Name, Func<MeasuredRow, SeedSummary?> Count, Func<PaperRow, int?> Printed)
{
    /// <summary>One of the library's rules.</summary>
    public static CountRule Of(OutlierRule rule, Func<PaperRow, int?> printed) =>
        new(rule.Name(), row => row.Counts.Summary(rule), printed);
}
