namespace TorchCurvature.RandomMatrix;

/// <summary>
/// The limiting distribution F of the eigenvalues of a sample covariance matrix S = (1/N) Σ^{1/2} X Xᵀ Σ^{1/2}, X [P, N] with independent
/// entries of mean 0 and variance 1, as P and N grow with P/N → γ: a density on one interval or several, and an atom at 0.
/// </summary>
public abstract class SpectralLaw
{
    private protected SpectralLaw(double aspectRatio)
    {
        if (!double.IsFinite(aspectRatio) || aspectRatio <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(aspectRatio), aspectRatio, "The aspect ratio P/N must be positive and finite.");
        }

        AspectRatio = aspectRatio;
    }

    /// <summary>γ = P/N.</summary>
    public double AspectRatio { get; }

    /// <summary>The share of eigenvalues that are exactly 0.</summary>
    public abstract double AtomAtZero { get; }

    /// <summary>The intervals of the density, ascending.</summary>
    public abstract IReadOnlyList<BulkInterval> Bulks { get; }

    /// <summary>The lowest edge of the density.</summary>
    public double LowerEdge => Bulks[0].Lower;

    /// <summary>The highest edge.</summary>
    public double UpperEdge => Bulks[^1].Upper;

    /// <summary>The density at x, without the atom: per unit of eigenvalue; 0 at the edges and outside of them.</summary>
    /// <param name="x">Where.</param>
    public double Density(double x)
    {
        int bulk = LastBulkFrom(x);
        return bulk >= 0 && x > Bulks[bulk].Lower && x < Bulks[bulk].Upper ? DensityInside(bulk, x) : 0;
    }

    /// <summary>The density at each of many points, in their order.</summary>
    /// <param name="points">Where.</param>
    public double[] Density(ReadOnlySpan<double> points)
    {
        double[] values = new double[points.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Density(points[i]);
        }

        return values;
    }

    /// <summary>F(x), the share of eigenvalues that are at most x, the atom included.</summary>
    /// <param name="x">Where.</param>
    public double Distribution(double x)
    {
        int bulk = LastBulkFrom(x);
        double below = x < 0 ? 0 : AtomAtZero;
        for (int i = 0; i < bulk; i++)
        {
            below += Bulks[i].Mass;
        }

        return bulk < 0
            ? below
            : Math.Min(1, below + (x >= Bulks[bulk].Upper ? Bulks[bulk].Mass : Math.Clamp(MassBelow(bulk, x), 0, Bulks[bulk].Mass)));
    }

    /// <summary>The smallest eigenvalue x with F(x) ≥ p.</summary>
    /// <param name="p">A probability.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not in [0, 1].</exception>
    public double Quantile(double p)
    {
        if (!(p is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "A probability lies in [0, 1].");
        }

        if (p == 1)
        {
            return UpperEdge;
        }

        double rest = p - AtomAtZero;
        if (rest <= 0)
        {
            return AtomAtZero > 0 ? 0 : LowerEdge;
        }

        int bulk = 0;
        for (; bulk < Bulks.Count - 1 && rest > Bulks[bulk].Mass; bulk++)
        {
            rest -= Bulks[bulk].Mass;
        }

        return rest >= Bulks[bulk].Mass ? Bulks[bulk].Upper : QuantileInside(bulk, rest);
    }

    /// <summary>The density strictly inside of an interval.</summary>
    /// <param name="bulk">The interval's number.</param>
    /// <param name="x">Where.</param>
    private protected abstract double DensityInside(int bulk, double x);

    /// <summary>The density's integral from an interval's lower edge to a point in it.</summary>
    /// <param name="bulk">The interval's number.</param>
    /// <param name="x">Where.</param>
    private protected abstract double MassBelow(int bulk, double x);

    /// <summary>The inverse of <see cref="MassBelow"/>.</summary>
    /// <param name="bulk">The interval's number.</param>
    /// <param name="mass">Between 0 and the interval's mass.</param>
    private protected abstract double QuantileInside(int bulk, double mass);

    private int LastBulkFrom(double x)
    {
        int bulk = Bulks.Count - 1;
        while (bulk >= 0 && !(x >= Bulks[bulk].Lower))
        {
            bulk--;
        }

        return bulk;
    }
}
