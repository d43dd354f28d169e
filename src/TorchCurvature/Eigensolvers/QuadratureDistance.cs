namespace TorchCurvature.Eigensolvers;

/// <summary>
/// What a Gauss quadrature may be off, measured: a bound of ∫|F − F_m|, the Wasserstein distance between the measure and its quadrature,
/// from the brackets of the cumulative that the moments allow (Chebyshev, Markov, Stieltjes). Between two places F rises from no less than
/// the lower bound at the first to no more than the upper bound at the second, so places are added where that leaves most.
/// </summary>
internal static class QuadratureDistance
{
    private const int MostPlaces = 64;

    /// <summary>The bound, on the range of the nodes and as far beyond it as the measure may reach.</summary>
    /// <param name="quadrature">The quadrature, of weight 1.</param>
    /// <param name="lowerEnd">What the measure is not below; infinite where that is not known, and then nothing is added for it.</param>
    /// <param name="upperEnd">What it is not above.</param>
    /// <param name="enough">A bound below which no place is added.</param>
    public static double Bound(GaussQuadrature quadrature, double lowerEnd, double upperEnd, double enough = 0)
    {
        if (quadrature.IsExact)
        {
            return 0;
        }

        var gaps = new PriorityQueue<Gap, double>();
        double total = 0, below = 0;
        IReadOnlyList<double> nodes = quadrature.Nodes, weights = quadrature.Weights;
        Add(new Gap(Math.Min(nodes[0], Finite(lowerEnd, nodes[0])), nodes[0], 0, 0, weights[0]));
        for (int i = 0; i < nodes.Count; i++)
        {
            double next = i + 1 < nodes.Count ? nodes[i + 1] : Math.Max(nodes[i], Finite(upperEnd, nodes[i]));
            double upTo = below + weights[i], most = i + 1 < nodes.Count ? upTo + weights[i + 1] : 1;
            Add(new Gap(nodes[i], next, upTo, below, most));
            below = upTo;
        }

        for (int places = 0; places < MostPlaces && total > enough && gaps.TryDequeue(out Gap gap, out _); places++)
        {
            double middle = 0.5 * (gap.First + gap.Last);
            if (middle <= gap.First || middle >= gap.Last)
            {
                continue;
            }

            CumulativeBracket bracket = quadrature.Bracket(middle);
            double lower = Math.Clamp(bracket.Lower, gap.Least, gap.Most), upper = Math.Clamp(bracket.Upper, lower, gap.Most);
            total -= gap.Area;
            Add(gap with { Last = middle, Most = upper });
            Add(gap with { First = middle, Least = lower });
        }

        return total;

        void Add(Gap gap)
        {
            total += gap.Area;
            gaps.Enqueue(gap, -gap.Area);
        }

        static double Finite(double end, double otherwise) => double.IsFinite(end) ? end : otherwise;
    }

    // Places between two nodes, where the quadrature's cumulative is constant, and bounds of the measure's there.
    private readonly record struct Gap(double First, double Last, double Cumulative, double Least, double Most)
    {
        public double Area => (Last - First) * Math.Max(Most - Cumulative, Cumulative - Least);
    }
}
