using MathNet.Numerics;
using MathNet.Numerics.Integration;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.RootFinding;

namespace TorchCurvature.RandomMatrix;

/// <summary>
/// The Tracy–Widom law of real matrices (β = 1), which the largest eigenvalue of a sample covariance follows once centred and scaled
/// (<see cref="LargestEigenvalueLaw"/>): F₁(s) = det(1 − B_s) with B_s(x, y) = Ai(x + y + s) on L²(0, ∞).
/// </summary>
/// <remarks>
/// The determinant is taken on Gauss–Legendre nodes, which converges exponentially: the absolute error is below 1e-14 (five times as many
/// nodes move it by less than 2e-15), and that of quantiles below 1e-9. Sources: Ferrari and Spohn, "A determinantal formula for the GOE
/// Tracy–Widom distribution" (2005); Bornemann, "On the numerical evaluation of Fredholm determinants" (2010); Tracy and Widom, "On
/// orthogonal and symplectic matrix ensembles" (1996).
/// </remarks>
public static class TracyWidom
{
    // Ai(16) < 1e-19; 48 nodes resolve its oscillations down to −10.
    private const double Negligible = 16;
    private const int Nodes = 48;
    private const double Lowest = -10;
    private const double Highest = 13;

    /// <summary>The mean of the law.</summary>
    public const double Mean = -1.2065335745820;

    /// <summary>The standard deviation of the law.</summary>
    public const double StandardDeviation = 1.2679830576875;

    /// <summary>F₁(s).</summary>
    /// <param name="s">Where.</param>
    /// <returns>0 below −10 and 1 above 13, which rounding cannot tell from the true value.</returns>
    public static double Distribution(double s)
    {
        if (!(s > Lowest && s < Highest))
        {
            return s <= Lowest ? 0 : s >= Highest ? 1 : double.NaN;
        }

        GaussLegendreRule rule = new(0, Negligible - s, Nodes);
        double[] nodes = rule.Abscissas, roots = [.. rule.Weights.Select(Math.Sqrt)];
        Matrix<double> matrix = Matrix<double>.Build.Dense(Nodes, Nodes);
        for (int i = 0; i < Nodes; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                matrix[i, j] = matrix[j, i] = (i == j ? 1 : 0) - (roots[i] * SpecialFunctions.AiryAi(nodes[i] + nodes[j] + s) * roots[j]);
            }
        }

        return Math.Clamp(matrix.Determinant(), 0, 1);
    }

    /// <summary>The s at which F₁(s) = p.</summary>
    /// <param name="p">A probability.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not in [1e-6, 1 − 1e-6].</exception>
    public static double Quantile(double p)
    {
        if (!(p is >= 1e-6 and <= 1 - 1e-6))
        {
            throw new ArgumentOutOfRangeException(
                nameof(p), p, "Quantiles of the Tracy–Widom law are for probabilities from 1e-6 to 1 − 1e-6.");
        }

        return Brent.FindRoot(s => Distribution(s) - p, Lowest, Highest, accuracy: 1e-12);
    }
}
