namespace TorchCurvature.Eigensolvers;

/// <summary>
/// What residual norms prove. For orthonormal V and θ₁ … θ_c there are c eigenvalues, each counted once, within ‖AV − V diag θ‖₂ of their θ
/// (Cao, Xie, Li 1996). Taken for each cluster of values whose intervals meet, with the Frobenius norm as a bound of the spectral one.
/// One value alone: mathematics.md (15).
/// </summary>
internal static class ResidualIntervals
{
    /// <summary>The radius of each value's interval.</summary>
    /// <param name="values">θ, in any order.</param>
    /// <param name="residualNorms">The residual norm of each.</param>
    /// <param name="rounding">Added to every radius.</param>
    internal static double[] Radii(IReadOnlyList<double> values, IReadOnlyList<double> residualNorms, double rounding)
    {
        var clusters = new Stack<Cluster>();
        foreach (int i in Enumerable.Range(0, values.Count).OrderBy(i => values[i]))
        {
            var cluster = new Cluster([i], values[i], values[i], residualNorms[i] * residualNorms[i]);
            // A merged cluster has a wider interval, which may meet the one before.
            while (clusters.TryPeek(out Cluster? below) && below.Highest + Radius(below) >= cluster.Lowest - Radius(cluster))
            {
                clusters.Pop();
                cluster = new Cluster(
                    [.. below.Members, .. cluster.Members], below.Lowest, cluster.Highest,
                    below.SquaredResiduals + cluster.SquaredResiduals);
            }

            clusters.Push(cluster);
        }

        double[] radii = new double[values.Count];
        foreach (Cluster cluster in clusters)
        {
            cluster.Members.ForEach(i => radii[i] = Radius(cluster));
        }

        return radii;

        double Radius(Cluster cluster) => Math.Sqrt(cluster.SquaredResiduals) + rounding;
    }

    private sealed record Cluster(List<int> Members, double Lowest, double Highest, double SquaredResiduals);
}
