namespace TorchCurvature.RandomMatrix;

/// <summary>
/// Where z'(m) = 0, in u = −1/m: the ends of the intervals of real u on which g(u) = γ Σ_j w_j t_j²/(u − t_j)² &gt; 1, which ψ(u) = u + γu
/// Σ_j w_j t_j/(u − t_j) maps to the bulks' edges.
/// </summary>
/// <remarks>
/// g is monotone outside of the poles t_j and convex between neighbours, so that each gap holds two roots or none, and each root has a
/// bracket. Offsets are taken from the nearest pole, which keeps close poles apart. Source: Silverstein and Choi, "Analysis of the limiting
/// spectral distribution of large dimensional random matrices" (1995), theorems 4.1 and 4.2.
/// </remarks>
/// <param name="poles">t_j &gt; 0, ascending and distinct.</param>
/// <param name="strengths">A_j = γ w_j t_j².</param>
internal sealed class BulkEdges(double[] poles, double[] strengths)
{
    /// <summary>The intervals, ascending.</summary>
    public List<(double Lower, double Upper)> Intervals()
    {
        int last = poles.Length - 1;
        double reach = Math.Sqrt(strengths.Sum());
        List<(double Lower, double Upper)> intervals = [];
        double lower = poles[0] - Crossing(0, -1, reach);
        for (int j = 0; j < last; j++)
        {
            if (Gap(j) is { } gap)
            {
                intervals.Add((lower, gap.Lower));
                lower = gap.Upper;
            }
        }

        intervals.Add((lower, poles[last] + Crossing(last, 1, reach)));
        return intervals;
    }

    private (double Lower, double Upper)? Gap(int j)
    {
        double width = poles[j + 1] - poles[j], left = Math.Cbrt(strengths[j]), right = Math.Cbrt(strengths[j + 1]);
        // The two neighbours alone have their minimum (left + right)³ / width² at this share of the way.
        if (Math.Pow(left + right, 3) >= width * width)
        {
            return null;
        }

        double bottom = BracketedNewton.Solve(
            s => (-2 * Sum(j, s, 3), 6 * Sum(j, s, 4)), 0, width, width * left / (left + right));
        return Sum(j, bottom, 2) >= 1 ? null : (poles[j] + Crossing(j, 1, bottom), poles[j + 1] - Crossing(j + 1, -1, width - bottom));
    }

    // The distance from a pole at which g has fallen to 1; the pole's own term alone is that large at √A_j.
    private double Crossing(int j, int side, double farthest)
    {
        double nearest = Math.Sqrt(strengths[j]);
        return BracketedNewton.Solve(
            s => (1 - Sum(j, side * s, 2), side * 2 * Sum(j, side * s, 3)), Math.Min(nearest, farthest), farthest, nearest);
    }

    private double Sum(int pole, double offset, int power)
    {
        double sum = 0;
        for (int k = 0; k < poles.Length; k++)
        {
            double distance = poles[pole] - poles[k] + offset;
            double square = distance * distance;
            sum += strengths[k] / (power switch { 2 => square, 3 => square * distance, _ => square * square });
        }

        return sum;
    }
}
