using System.Text.Json.Serialization;

namespace TorchCurvature.Eigensolvers;

/// <summary>
/// The Gauss quadrature that a Lanczos tridiagonal matrix stands for: Σ w_i f(θ_i) is vᵀf(A)v for a unit vector v, exactly for
/// polynomials f up to degree 2m − 1.
/// </summary>
public sealed record GaussQuadrature
{
    private const int MostSweeps = 100;

    [JsonConstructor]
    internal GaussQuadrature(IReadOnlyList<double> nodes, IReadOnlyList<double> weights, bool isExact)
    {
        (Nodes, Weights, IsExact) = (nodes, weights, isExact);
    }

    /// <summary>θ, ascending.</summary>
    public IReadOnlyList<double> Nodes { get; }

    /// <summary>w ≥ 0, of sum 1.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>Whether the Krylov space was invariant, so that the nodes are eigenvalues and nothing is left out.</summary>
    public bool IsExact { get; }

    /// <summary>Σ of the weights of nodes ≤ x.</summary>
    /// <param name="x">Where.</param>
    public double Cumulative(double x)
    {
        double sum = 0;
        for (int i = 0; i < Nodes.Count && Nodes[i] <= x; i++)
        {
            sum += Weights[i];
        }

        return sum;
    }

    /// <summary>
    /// The most by which <see cref="Cumulative"/> can differ from the measure's own: the heavier of the nodes on either side (Chebyshev,
    /// Markov, Stieltjes). 0 if the quadrature is exact.
    /// </summary>
    /// <param name="x">Where.</param>
    public double CumulativeError(double x)
    {
        if (IsExact)
        {
            return 0;
        }

        int above = Nodes.TakeWhile(node => node <= x).Count();
        return Math.Max(above > 0 ? Weights[above - 1] : 0, above < Nodes.Count ? Weights[above] : 0);
    }

    /// <summary>
    /// The sharpest bounds of the measure's cumulative at x that the quadrature's moments allow, for the part below x and the part up to
    /// it: those of the quadrature that has a node at x
    /// (Chebyshev, Markov, Stieltjes). The true value is between them whatever the measure is. O(m²).
    /// </summary>
    /// <param name="x">Where.</param>
    public CumulativeBracket Bracket(double x) =>
        IsExact ? new CumulativeBracket(Cumulative(Math.BitDecrement(x)), Cumulative(x)) : RadauQuadrature.Bracket(this, x);

    /// <summary>
    /// Nodes and weights of a tridiagonal matrix: its eigenvalues and the squared first components of its eigenvectors, by implicit QL
    /// (Golub, Welsch 1969). O(m²).
    /// </summary>
    /// <param name="diagonal">m numbers.</param>
    /// <param name="offDiagonal">m − 1 numbers.</param>
    /// <param name="isExact">Whether the Krylov space was invariant.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or there is no number.</exception>
    /// <exception cref="ArithmeticException">A number is not finite.</exception>
    public static GaussQuadrature FromTridiagonal(IReadOnlyList<double> diagonal, IReadOnlyList<double> offDiagonal, bool isExact = false)
    {
        ArgumentNullException.ThrowIfNull(diagonal);
        ArgumentNullException.ThrowIfNull(offDiagonal);
        if (diagonal.Count == 0 || offDiagonal.Count != diagonal.Count - 1)
        {
            throw new ArgumentException(
                $"A tridiagonal matrix has one number fewer beside the diagonal than on it; these are {offDiagonal.Count} "
                    + $"and {diagonal.Count}.",
                nameof(offDiagonal));
        }

        double[] d = [.. diagonal], e = [.. offDiagonal, 0], z = new double[d.Length];
        z[0] = 1;
        double norm = d.Zip(e).Max(pair => Math.Abs(pair.First) + Math.Abs(pair.Second));
        for (int l = 0; l < d.Length; l++)
        {
            for (int sweep = 0, m; (m = FirstSplit(d, e, l, norm)) != l; sweep++)
            {
                if (sweep == MostSweeps)
                {
                    throw new ArithmeticException(
                        "The eigenvalues of a tridiagonal matrix did not converge: a number in it is not finite.");
                }

                Sweep(d, e, z, l, m);
            }
        }

        Array.Sort(d, z);
        return new GaussQuadrature(d, [.. z.Select(first => first * first)], isExact);
    }

    private static int FirstSplit(double[] d, double[] e, int l, double norm)
    {
        double epsilon = Math.ScaleB(1, -52);
        int m = l;
        while (m < d.Length - 1 && !(Math.Abs(e[m]) <= epsilon * Math.Max(Math.Abs(d[m]) + Math.Abs(d[m + 1]), epsilon * norm)))
        {
            m++;
        }

        return m;
    }

    private static void Sweep(double[] d, double[] e, double[] z, int l, int m)
    {
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        g = d[m] - d[l] + (e[l] / (g + Math.CopySign(Hypotenuse(g, 1), g)));
        (double s, double c, double p) = (1, 1, 0);
        for (int i = m - 1; i >= l; i--)
        {
            (double f, double b) = (s * e[i], c * e[i]);
            double r = Hypotenuse(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }

            (s, c) = (f / r, g / r);
            g = d[i + 1] - p;
            r = ((d[i] - g) * s) + (2 * c * b);
            p = s * r;
            d[i + 1] = g + p;
            g = (c * r) - b;
            (z[i], z[i + 1]) = ((c * z[i]) - (s * z[i + 1]), (s * z[i]) + (c * z[i + 1]));
        }

        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }

    private static double Hypotenuse(double a, double b)
    {
        double larger = Math.Max(Math.Abs(a), Math.Abs(b)), smaller = Math.Min(Math.Abs(a), Math.Abs(b));
        return larger == 0 ? 0 : larger * Math.Sqrt(1 + (smaller / larger * (smaller / larger)));
    }
}
