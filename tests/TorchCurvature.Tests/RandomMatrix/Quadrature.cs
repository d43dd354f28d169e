using TorchCurvature.RandomMatrix;

namespace TorchCurvature.Tests.RandomMatrix;

/// <summary>
/// Integrals against a density by the midpoint rule in θ, x = a + (b − a) sin²(θ/2): periodic and smooth where the density has square-root
/// edges, so it converges exponentially.
/// </summary>
internal static class Quadrature
{
    private const int Nodes = 4000;

    /// <summary>The points and weights (density included) on one interval of a law.</summary>
    public static IEnumerable<(double X, double Weight)> Rule(SpectralLaw law, BulkInterval bulk)
    {
        for (int i = 0; i < Nodes; i++)
        {
            double angle = Math.PI * (i + 0.5) / Nodes, half = Math.Sin(angle / 2);
            double x = bulk.Lower + ((bulk.Upper - bulk.Lower) * half * half);
            yield return (x, law.Density(x) * (bulk.Upper - bulk.Lower) / 2 * Math.Sin(angle) * Math.PI / Nodes);
        }
    }

    /// <summary>∫ f(x) dF(x) without the atom.</summary>
    public static double Integral(SpectralLaw law, Func<double, double> f) =>
        law.Bulks.Sum(bulk => Rule(law, bulk).Sum(node => node.Weight * f(node.X)));
}
