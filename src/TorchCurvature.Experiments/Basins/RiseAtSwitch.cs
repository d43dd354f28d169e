using TorchCurvature.Curvature;

namespace TorchCurvature.Experiments.Basins;

/// <summary>How far a value rises within the fifth of a phase that follows the switch.</summary>
/// <param name="Rise">That rise.</param>
/// <param name="Usual">The most that it rises within as many records where the large batch was in its second half.</param>
internal sealed record RiseAtSwitch(double Rise, double Usual)
{
    /// <summary>Whether it rises, and more than it does without a switch.</summary>
    public bool IsJump => Rise > Math.Max(0, Usual);

    /// <summary>The rise of a value of the records.</summary>
    public static RiseAtSwitch Of(IReadOnlyList<RiskRecord> records, Func<RiskRecord, double> value)
    {
        int last = records.Count(r => r.Phase == 1) - 1, first = (last + 1) / 2;
        int window = BasinResult.Window(records.Count - 1 - last);
        IEnumerable<double> usual = Enumerable.Range(first, Math.Max(0, last - window - first + 1)).Select(RiseAfter);
        return new RiseAtSwitch(RiseAfter(last), usual.DefaultIfEmpty(0).Max());

        double RiseAfter(int i) => records.Skip(i + 1).Take(window).Max(value) - value(records[i]);
    }
}
