namespace TorchCurvature.Spectra;

/// <summary>
/// What quadratures of m nodes leave out of a Gaussian of standard deviation σ on an interval [a, b]. They are exact for polynomials of
/// degree d = 2m − 1, so the error is at most twice the distance of
/// the Gaussian to the nearest such polynomial. A function that is analytic and at most M within the Bernstein ellipse of parameter ρ = e^u
/// is no further than 2·M·ρ^(−d)/(ρ − 1) away (Trefethen,
/// "Approximation Theory and Approximation Practice", theorem 8.2), and the Gaussian is at most exp(sinh²u/2s²) times its peak there, with
/// s = 2σ/(b − a).
/// </summary>
internal static class KernelTruncation
{
    // exp(−d²s²/2)/(d s²) at d·s = 6: one part in a million of the peak.
    private const double ResolvedDegrees = 6;

    private static readonly double[] s_shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1];

    /// <summary>The bound, in units of the Gaussian's peak; 1 where nothing smaller is known.</summary>
    /// <param name="nodes">m.</param>
    /// <param name="range">b − a.</param>
    /// <param name="width">σ.</param>
    public static double Bound(int nodes, double range, double width)
    {
        if (range <= 0)
        {
            return 0;
        }

        double degree = (2.0 * nodes) - 1, s = 2 * width / range;
        return s_shares.Min(share => Math.Min(1, AtParameter(Math.Asinh(share * degree * s * s))));

        double AtParameter(double u)
        {
            double height = Math.Sinh(u) / s;
            return 4 * Math.Exp((0.5 * height * height) - (degree * u)) / (Math.Exp(u) - 1);
        }
    }

    /// <summary>The width that is resolved.</summary>
    /// <param name="nodes">m.</param>
    /// <param name="range">b − a.</param>
    public static double ResolvedWidth(int nodes, double range) => 0.5 * range * ResolvedDegrees / ((2.0 * nodes) - 1);
}
