namespace TorchCurvature.Experiments.EdgeOfStability;

/// <summary>What claims about a descent go by.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="LearningRate">η.</param>
/// <param name="Initial">λ max·η/2 at the start.</param>
/// <param name="Highest">The largest λ max·η/2.</param>
/// <param name="Settled">The median of λ max·η/2 over the last third.</param>
/// <param name="RisingShare">The share of looks since λ max came to the edge at which the loss is above that of the look before.</param>
/// <param name="LossAtEdge">The loss when λ max came to the edge; at the start where it never did.</param>
/// <param name="LossAtEnd">The loss at the end.</param>
internal sealed record EdgeNumbers(
    long Seed, double LearningRate, double Initial, double Highest, double Settled, double RisingShare, double LossAtEdge, double LossAtEnd)
{
    /// <summary>The numbers of a descent.</summary>
    public static EdgeNumbers Of(long seed, double learningRate, DescentLooks descent)
    {
        IReadOnlyList<DescentLook> looks = descent.Looks;
        double[] scaled = [.. looks.Select(l => l.Sharpness * learningRate / 2)];
        double[] last = [.. scaled.Skip(2 * scaled.Length / 3).Order()];
        int edge = Math.Max(0, Array.FindIndex(scaled, s => s >= 1));
        DescentLook[] since = [.. looks.Skip(edge)];
        int rising = since.Zip(since.Skip(1), (before, after) => after.Loss > before.Loss).Count(rises => rises);
        return new EdgeNumbers(
            seed,
            learningRate,
            scaled[0],
            scaled.Max(),
            0.5 * (last[(last.Length - 1) / 2] + last[last.Length / 2]),
            (double)rising / Math.Max(1, since.Length - 1),
            since[0].Loss,
            looks[^1].Loss);
    }
}
