using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Spectra;

/// <summary>
/// The distribution of a symmetric matrix's n eigenvalues: some are known one by one (deflated), the rest by the Gauss quadratures of random probes, each of which is an unbiased sample of it up to
/// the error of its finite depth.
/// </summary>
/// <param name="Dimension">n.</param>
/// <param name="Deflated">Eigenvalues known one by one.</param>
/// <param name="Probes">The quadrature of each probe, for the other n − k eigenvalues.</param>
/// <param name="Steps">m, Lanczos steps of a probe.</param>
/// <param name="Products">Columns multiplied.</param>
/// <param name="Status">Why the computation ended. Probes that were in work by then are left out, unless there is no other.</param>
public sealed record SpectralDensity(
    long Dimension, IReadOnlyList<double> Deflated, IReadOnlyList<GaussQuadrature> Probes, int Steps, long Products, SolverStatus Status)
{
    private double Remaining => Dimension - Deflated.Count;

    /// <summary>Share of the eigenvalues that are ≤ x.</summary>
    /// <param name="x">Where.</param>
    public double Cumulative(double x) => (Deflated.Count(e => e <= x) + (Probes.Count == 0 ? 0 : Remaining * Probes.Average(p => p.Cumulative(x)))) / Dimension;

    /// <summary>All nodes with their shares of the whole, ascending in λ; the shares sum to 1.</summary>
    public IReadOnlyList<(double Eigenvalue, double Weight)> Atoms() =>
        [.. Deflated.Select(e => (e, 1.0 / Dimension))
            .Concat(Probes.SelectMany(p => p.Nodes.Zip(p.Weights, (node, weight) => (node, weight * Remaining / Dimension / Probes.Count))))
            .OrderBy(atom => atom.Item1)];

    /// <summary>∫|F̂ − F|, the Wasserstein distance to a known spectrum, in units of λ.</summary>
    /// <param name="eigenvalues">All n eigenvalues, in any order.</param>
    /// <exception cref="ArgumentException">There are not n of them.</exception>
    public double WassersteinDistance(IReadOnlyList<double> eigenvalues)
    {
        ArgumentNullException.ThrowIfNull(eigenvalues);
        if (eigenvalues.Count != Dimension)
        {
            throw new ArgumentException($"The spectrum has {eigenvalues.Count} eigenvalues, and the density is of {Dimension}.", nameof(eigenvalues));
        }

        double distance = 0, difference = 0, last = double.NegativeInfinity;
        foreach ((double place, double jump) in Atoms().Concat(eigenvalues.Select(e => (e, -1.0 / Dimension))).OrderBy(atom => atom.Item1))
        {
            distance += difference == 0 ? 0 : Math.Abs(difference) * (place - last);
            difference += jump;
            last = place;
        }

        return distance;
    }

    /// <summary>The density convolved with a Gaussian, with a band of two standard errors from the spread of the probes.</summary>
    /// <param name="places">Where to evaluate it.</param>
    /// <param name="width">Standard deviation of the Gaussian, in units of λ.</param>
    public IReadOnlyList<DensityPoint> Smooth(IReadOnlyList<double> places, double width)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        return [.. places.Select(place =>
        {
            double known = Deflated.Sum(e => Kernel(place - e)) / Dimension;
            SampleMean rest = OverProbes(p => p.Nodes.Zip(p.Weights, (node, weight) => weight * Kernel(place - node)).Sum() / Dimension);
            return new DensityPoint(place, known + rest.Mean, Math.Max(known, known + rest.Mean - (2 * rest.StandardError)), known + rest.Mean + (2 * rest.StandardError));
        })];

        double Kernel(double distance) => Math.Exp(-0.5 * (distance / width * (distance / width))) / (width * Math.Sqrt(2 * Math.PI));
    }

    /// <summary>#{λ &lt; −τ}.</summary>
    /// <param name="threshold">τ ≥ 0, and above the rounding of the products: a matrix that has eigenvalues at 0 gives nodes on either side of it.</param>
    public Estimate CountNegative(double threshold)
    {
        double below = -Math.Abs(threshold);
        return Count(
            EstimatedQuantity.CountNegative, e => e < below, p => p.Cumulative(Math.BitDecrement(below)), p => p.CumulativeError(Math.BitDecrement(below)));
    }

    /// <summary>#{|λ| ≤ τ}, the mass near zero.</summary>
    /// <param name="threshold">τ ≥ 0.</param>
    public Estimate CountNearZero(double threshold)
    {
        double above = Math.Abs(threshold), below = Math.BitDecrement(-above);
        return Count(
            EstimatedQuantity.CountNearZero, e => Math.Abs(e) <= above, p => p.Cumulative(above) - p.Cumulative(below), p => p.CumulativeError(above) + p.CumulativeError(below));
    }

    private Estimate Count(EstimatedQuantity quantity, Func<double, bool> isCounted, Func<GaussQuadrature, double> share, Func<GaussQuadrature, double> error)
    {
        SampleMean rest = OverProbes(share);
        double bound = Probes.Count == 0 ? Remaining : Probes.Average(p => Remaining * Math.Min(1, error(p)));
        return new Estimate(quantity, Deflated.Count(isCounted) + rest.Mean, rest.StandardError, bound, Probes.Count, Products);
    }

    // Of a share among the eigenvalues that are not known one by one, times their number.
    private SampleMean OverProbes(Func<GaussQuadrature, double> share) =>
        Remaining == 0 ? default : SampleMean.Of([.. Probes.Select(p => Remaining * share(p))]);
}
