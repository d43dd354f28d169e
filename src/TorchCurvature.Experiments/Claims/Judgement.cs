using System.Globalization;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Statistics;

namespace TorchCurvature.Experiments.Claims;

/// <summary>What measured numbers say of a claim, and by which number.</summary>
/// <param name="Outcome">Whether the claim is seen to hold.</param>
/// <param name="Statistic">What the number is, with the name of its interval or test; or why there is none.</param>
internal sealed record Judgement(Outcome Outcome, string Statistic)
{
    /// <summary>Up to this level, a test decides.</summary>
    public const double DecidingLevel = 0.05;

    /// <summary>The number.</summary>
    public double? Value { get; init; }

    /// <summary>The lower end of its interval.</summary>
    public double? Lower { get; init; }

    /// <summary>The upper end of its interval.</summary>
    public double? Upper { get; init; }

    /// <summary>The level of its test: how often chance alone gives as much.</summary>
    public double? Level { get; init; }

    /// <summary>Seeds, or networks, that the number is of.</summary>
    public int? Seeds { get; init; }

    /// <summary>
    /// A claim that a number lies between two bounds: it holds where the whole interval does, and does not hold where none of it does.
    /// </summary>
    /// <param name="statistic">What the number is.</param>
    /// <param name="found">The number.</param>
    /// <param name="seeds">Seeds that it is of.</param>
    /// <param name="least">The lower bound.</param>
    /// <param name="most">The upper bound.</param>
    public static Judgement Between(string statistic, Interval found, int seeds, double least, double most) =>
        Of(statistic, found, seeds, found.IsWithin(least, most), found.IsOutside(least, most));

    /// <summary>A claim that a number is above a bound.</summary>
    public static Judgement Above(string statistic, Interval found, int seeds, double least) =>
        Between(statistic, found, seeds, least, double.PositiveInfinity);

    /// <summary>A claim that a number is below a bound.</summary>
    public static Judgement Below(string statistic, Interval found, int seeds, double most) =>
        Between(statistic, found, seeds, double.NegativeInfinity, most);

    /// <summary>A claim by a number with its interval.</summary>
    public static Judgement Of(string statistic, Interval found, int seeds, bool holds, bool isRefuted) =>
        new(Decided(holds, isRefuted), statistic)
        {
            Value = found.Value,
            Lower = Finite(found.Lower),
            Upper = Finite(found.Upper),
            Seeds = seeds,
        };

    /// <summary>A claim by a test: it holds up to the deciding level, and does not where the opposite test decides.</summary>
    /// <param name="statistic">What is tested, and how.</param>
    /// <param name="value">The number that is tested.</param>
    /// <param name="level">The level of the claim.</param>
    /// <param name="levelOfOpposite">The level of its opposite.</param>
    /// <param name="seeds">Seeds that it is of.</param>
    public static Judgement ByLevel(string statistic, double value, double level, double levelOfOpposite, int seeds) =>
        new(Decided(level <= DecidingLevel, levelOfOpposite <= DecidingLevel), statistic)
        {
            Value = value,
            Level = level,
            Seeds = seeds,
        };

    /// <summary>The number with its interval, its level and what it is of, and then what it is.</summary>
    public string Evidence
    {
        get
        {
            if (Value is null)
            {
                return Statistic;
            }

            string interval = Lower is null && Upper is null ? "" : $" [{Text(Lower)}, {Text(Upper)}]";
            string level = Level is null ? "" : $", level {Text(Level)}";
            string seeds = Seeds is { } count ? $", n = {count.ToString(CultureInfo.InvariantCulture)}" : "";
            return $"{Text(Value)}{interval}{level}{seeds}: {Statistic}";
        }
    }

    private static Outcome Decided(bool holds, bool isRefuted)
    {
        Outcome otherwise = isRefuted ? Outcome.DoesNotHold : Outcome.NotDecided;
        return holds ? Outcome.Holds : otherwise;
    }

    private static double? Finite(double end) => double.IsFinite(end) ? end : null;

    private static string Text(double? number) => number?.ToString("G3", CultureInfo.InvariantCulture) ?? "–";
}
