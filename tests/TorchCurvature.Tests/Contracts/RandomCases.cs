using System.Globalization;
using CsCheck;
using Xunit.Sdk;

namespace TorchCurvature.Tests.Contracts;

/// <summary>
/// Random cases that a statement must hold for. They follow from one seed: TORCHCURVATURE_SEED where it is set, a fixed one
/// where CI is set, otherwise the day's, so that every day looks at other cases. (A seed given to CsCheck's own
/// <c>Sample</c> fixes the first case alone.)
/// </summary>
internal static class RandomCases
{
    public const string Variable = "TORCHCURVATURE_SEED";

    private const ulong SeedOfCI = 1;

    private static readonly ulong s_seed =
        SeedOf(Environment.GetEnvironmentVariable(Variable), Environment.GetEnvironmentVariable("CI"), DateTime.UtcNow);

    /// <summary>Draws cases and fails at the first one for which the statement does not hold, with the seed that repeats it.</summary>
    /// <param name="cases">What to draw from.</param>
    /// <param name="count">How many.</param>
    /// <param name="holds">The statement; throws where it does not hold.</param>
    /// <param name="seed">The seed; by default that of this run of the tests.</param>
    public static void AllHold<T>(this Gen<T> cases, int count, Action<T> holds, ulong? seed = null)
    {
        ulong start = seed ?? s_seed;
        PCG generator = new(stream: 1, start);
        for (int number = 1; number <= count; number++)
        {
            T drawn = cases.Generate(generator, null, out _);
            try
            {
                holds(drawn);
            }
            catch (Exception e)
            {
                throw new XunitException(
                    $"Case {number} of {count} fails: {Check.Print(drawn)}\nTo repeat it: {Variable}={start}\n{e.Message}", e);
            }
        }
    }

    /// <summary>The seed for what the environment says on a day.</summary>
    public static ulong SeedOf(string? given, string? ci, DateTime day) =>
        given is { Length: > 0 } ? ulong.Parse(given, CultureInfo.InvariantCulture)
        : ci is { Length: > 0 } ? SeedOfCI
        : ulong.Parse(day.ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
