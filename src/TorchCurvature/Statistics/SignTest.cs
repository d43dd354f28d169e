namespace TorchCurvature.Statistics;

/// <summary>The one-sided sign test.</summary>
internal static class SignTest
{
    /// <summary>The probability that a fair coin falls on one side as often or more.</summary>
    /// <param name="successes">How often it fell on that side.</param>
    /// <param name="trials">How often it was thrown.</param>
    public static double Probability(int successes, int trials)
    {
        double total = 0, ways = 1;
        for (int k = 0; k <= trials; k++)
        {
            total += k >= successes ? ways : 0;
            ways = ways * (trials - k) / (k + 1);
        }

        return total / Math.Pow(2, trials);
    }
}
