using System.Globalization;
using TorchCurvature.Landscape;

namespace TorchCurvature.Reporting.Summaries;

/// <summary>Keskar's sharpness, with what each start of its search found.</summary>
public static class KeskarSummary
{
    /// <summary>The table.</summary>
    /// <param name="result">The sharpness.</param>
    /// <param name="options">The box that it was measured in.</param>
    public static SummaryTable Of(KeskarSharpness result, KeskarOptions options)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(options);
        return new SummaryTable(
            string.Create(CultureInfo.InvariantCulture, $"sharpness, ε = {options.Epsilon}"),
            ["training"],
            [
                ["loss L(w)", Show.Precise(result.Loss)],
                .. result.LargestLosses.Select((loss, i) => (string[])[$"largest loss, start {i + 1}", Show.Precise(loss)]),
                ["sharpness, at least", Show.Precise(result.Value)],
            ]);
    }
}
