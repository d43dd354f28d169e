namespace TorchCurvature.Eigensolvers;

/// <summary>
/// The quadrature with one node at a prescribed place that shares its moments with a Gauss quadrature. Its weights below the place, and
/// those up to it, are the sharpest bounds of the cumulative
/// measure that the moments allow (Chebyshev, Markov, Stieltjes; the matrix is that of Golub, "Some modified matrix eigenvalue problems",
/// 1973).
/// </summary>
internal static class RadauQuadrature
{
    // Where the place is nearly a node of one order less, the last entry of the matrix is so large that it rounds the other nodes; that
    // order then has the place as a node.
    private const double LargestEntry = 1e3;
    private const double Rounding = 1e-11;

    // Weights of nodes that are close to each other are known less well than the sum of the weights.
    private const double WeightRounding = 1e-8;

    /// <summary>Bounds of the cumulative measure. O(m²).</summary>
    /// <param name="gauss">The Gauss quadrature.</param>
    /// <param name="place">Where.</param>
    public static CumulativeBracket Bracket(GaussQuadrature gauss, double place)
    {
        (double Node, double Weight)[] atoms = [.. gauss.Nodes.Zip(gauss.Weights).Where(atom => atom.Second > 0)];
        double[] diagonal = [.. atoms.Select(atom => atom.Node)], squares = new double[atoms.Length];
        Tridiagonalize(atoms, diagonal, squares);
        double scale = Math.Max(Math.Max(Math.Abs(diagonal.Max()), Math.Abs(diagonal.Min())), gauss.Nodes.Max(Math.Abs));
        double[] last = LastEntries(diagonal, squares, place);
        int order = atoms.Length;
        while (order > 1 && !(Math.Abs(last[order - 1]) <= LargestEntry * scale))
        {
            order--;
        }

        GaussQuadrature radau = GaussQuadrature.FromTridiagonal(
            [.. diagonal.Take(order - 1), last[order - 1]], [.. squares.Skip(1).Take(order - 1).Select(Math.Sqrt)]);
        double slack = Rounding * Math.Max(scale, Math.Abs(place)), below = 0, upTo = 0;
        foreach ((double node, double weight) in radau.Nodes.Zip(radau.Weights))
        {
            below += node < place - slack ? weight : 0;
            upTo += node <= place + slack ? weight : 0;
        }

        return new CumulativeBracket(Math.Max(0, below - WeightRounding), Math.Min(1, upTo + WeightRounding));
    }

    // The tridiagonal matrix whose quadrature this is, by adding one node after the other (Gragg, Harwood 1984). On return the squares of
    // what is beside the diagonal begin at index 1.
    private static void Tridiagonalize((double Node, double Weight)[] atoms, double[] diagonal, double[] squares)
    {
        squares[0] = atoms[0].Weight;
        for (int n = 1; n < atoms.Length; n++)
        {
            double node = atoms[n].Node, remainder = atoms[n].Weight, cosine = 1, sine = 0, shift = 0;
            for (int k = 0; k <= n; k++)
            {
                double sum = squares[k] + remainder, next = cosine * sum, oldSine = sine, old = squares[k];
                cosine = sum > 0 ? old / sum : 1;
                sine = sum > 0 ? remainder / sum : 0;
                double newShift = (sine * (diagonal[k] - node)) - (cosine * shift);
                diagonal[k] -= newShift - shift;
                shift = newShift;
                remainder = sine > 0 ? shift * shift / sine : oldSine * old;
                squares[k] = next;
            }
        }
    }

    // For each order, the last entry of the diagonal with which the place is an eigenvalue.
    private static double[] LastEntries(double[] diagonal, double[] squares, double place)
    {
        double[] last = new double[diagonal.Length];
        last[0] = place;
        double pivot = place - diagonal[0];
        for (int j = 1; j < last.Length; j++)
        {
            last[j] = place - (squares[j] / pivot);
            pivot = last[j] - diagonal[j];
        }

        return last;
    }
}
