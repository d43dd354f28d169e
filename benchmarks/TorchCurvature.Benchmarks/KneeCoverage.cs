using System.Diagnostics;
using System.Globalization;
using TorchCurvature.Spectra;

namespace TorchCurvature.Benchmarks;

/// <summary>
/// How often the knee's 95 % interval holds the truth, how near its place is, and how often a scree without a knee is said to have none.
/// </summary>
internal static class KneeCoverage
{
    private const int Screes = 1000;
    private const int Alarms = 300;
    private const double FirstKnee = 5;
    private const double LastKnee = 50;

    /// <summary>Prints the tables and whether all holds.</summary>
    /// <param name="seed">Decides the screes; the rule was made with 2.</param>
    /// <returns>Whether it does.</returns>
    public static bool Run(int seed)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        long start = Stopwatch.GetTimestamp();
        bool isCovered = WithKnee(seed), isQuiet = WithoutKnee(seed + 1), holds = isCovered && isQuiet;
        Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
        Console.WriteLine(holds ? "The knee holds." : "THE KNEE DOES NOT HOLD.");
        return holds;
    }

    private static bool WithKnee(int seed)
    {
        var random = new Random(seed);
        KneeTrial[] trials = [.. Enumerable.Range(0, Screes).Select(_ => Trial(random))];
        KneeTrial[] found = [.. trials.Where(t => t.IsFound)];
        double held = Share(found, t => t.IsHeld);
        Console.WriteLine($"{Screes} screes with a knee: found in {Share(trials, t => t.IsFound):0.0 %}; the interval holds the truth in "
            + $"{held:0.0 %} of these (93 to 97 % asked for); within one in {Share(found, t => t.IsWithinOne):0.0 %}");
        Print("slope / noise", trials, t => t.SlopeOverNoise, [0, 1.25, 1.75, 2.25, 2.75, 10]);
        Print("place", trials, t => t.Place, [5, 8, 12, 20, 30, 40, 50]);
        Print("eigenvalues", trials, t => t.Length, [50, 80, 120, 160, 201]);
        return held is >= 0.93 and <= 0.97;
    }

    private static KneeTrial Trial(Random random)
    {
        MeasuredScree measured = MeasuredScree.All[random.Next(MeasuredScree.All.Count)];
        double place = FirstKnee + ((LastKnee - FirstKnee) * random.NextDouble());
        int length = random.Next((int)Math.Max(51, (2 * place) + 20), 201);
        Spectrum spectrum = measured.Draw(place, length, random);
        bool isFound = OutlierCounting.Count(spectrum, OutlierRule.Knee).Count is not null;
        return new KneeTrial(place, length, measured.SlopeOverNoise, isFound, OutlierCounting.KneeOf(spectrum)!);
    }

    private static void Print(string quantity, KneeTrial[] trials, Func<KneeTrial, double> value, double[] bounds)
    {
        Console.WriteLine($"{quantity,-16} {"screes",7} {"found",8} {"held",8} {"within 1",9} {"width",6}");
        foreach ((double low, double high) in bounds.Zip(bounds.Skip(1)))
        {
            KneeTrial[] these = [.. trials.Where(t => value(t) >= low && value(t) < high)];
            KneeTrial[] found = [.. these.Where(t => t.IsFound)];
            if (found.Length > 0)
            {
                Console.WriteLine($"{$"{low} to {high}",-16} {these.Length,7} {Share(these, t => t.IsFound),8:0.0 %} "
                    + $"{Share(found, t => t.IsHeld),8:0.0 %} {Share(found, t => t.IsWithinOne),9:0.0 %} "
                    + $"{found.Average(t => t.Width),6:0.0}");
            }
        }
    }

    private static bool WithoutKnee(int seed)
    {
        bool holds = true;
        foreach (SyntheticSpectrum kind in SyntheticSpectrum.WithoutKnee)
        {
            var random = new Random(seed);
            int none = Enumerable.Range(0, Alarms).Count(_ => OutlierCounting.Count(kind.Draw(random), OutlierRule.Knee).Count is null);
            double share = none / (double)Alarms;
            Console.WriteLine($"no knee, {kind.Name,-45} {share,7:0.0 %}{(kind.IsIndependent ? "" : " (95 % asked for)")}");
            holds &= kind.IsIndependent || share >= 0.95;
        }

        return holds;
    }

    private static double Share(KneeTrial[] trials, Func<KneeTrial, bool> holds) => trials.Count(holds) / (double)trials.Length;
}
