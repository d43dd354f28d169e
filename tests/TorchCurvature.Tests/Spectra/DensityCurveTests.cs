using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;
using TorchCurvature.Tests.Eigensolvers;

namespace TorchCurvature.Tests.Spectra;

/// <summary>
/// The density that figures and tables show, of a matrix whose eigenvalues are prescribed: a bulk that falls off exponentially to both
/// sides, whose smoothed density has one maximum, and two outliers.
/// </summary>
public sealed class DensityCurveTests
{
    private const int Size = 2000;
    private const int Steps = 40;

    private static readonly double[] s_eigenvalues =
        [.. new double[] { 30, 24 }.Concat(Enumerable.Range(0, Size).Select(i => Quantile((i + 0.5) / Size))).OrderDescending()];

    private static readonly SpectralDensity s_exact = new(s_eigenvalues.Length, s_eigenvalues, [], 0, 0, SolverStatus.Converged);

    /// <summary>
    /// Over 5 seeds, and places that depend on each other. The band is meant for 95 % of them; where there is none but a known outlier it
    /// always holds. Asked for are 93 %, and not all, which would be too wide.
    /// </summary>
    [Fact]
    public void ItHasNoMoreMaximaThanTheSmoothedSpectrumAndItsBandHoldsThat()
    {
        using PrescribedOperator a = new(s_eigenvalues, seed: 4);
        using ExtremalEigenPairs known = LanczosEigensolver.Solve(a, new LanczosOptions { Top = 2, Bottom = 1, Tolerance = 1e-8 });
        int inside = 0, places = 0, combed = 0;
        for (int seed = 0; seed < 5; seed++)
        {
            var options = new QuadratureOptions { Steps = Steps, Probes = 8, BlockSize = 8, Seed = seed };
            SpectralDensity density = StochasticLanczosQuadrature.Compute(a, options, known).Within(known);
            DensityCurve curve = density.Curve(s_eigenvalues[0], s_eigenvalues[^1], places: 400);
            double[] x = [.. curve.Points.Select(p => p.Eigenvalue)];
            double[] truth = Densities(s_exact.Smooth(x, curve.Width));
            Assert.Equal(3, MaximaOf(truth));
            Assert.Equal(3, MaximaOf(Densities(curve.Points)));
            combed += MaximaOf(Densities(density.Smooth(x, curve.Width / 6))) > 6 ? 1 : 0;

            inside += curve.Points.Zip(truth).Count(pair => pair.First.Lower <= pair.Second && pair.Second <= pair.First.Upper);
            places += x.Length;
            Assert.Equal(Integral(x, truth), Integral(x, Densities(curve.Points)), 0.01);
            Assert.InRange(curve.QuadratureError, 0, 1e-5 * curve.Peak);
            Assert.Equal(curve.Points.Max(p => p.Density), curve.Peak);
            double largest = curve.Points.Max(p => Math.Max(p.Upper - p.Density, p.Density - p.Lower));
            Assert.Equal(largest, curve.ProbeError + curve.QuadratureError, 1e-12 * curve.Peak);
        }

        Assert.InRange(combed, 3, 5);
        Assert.InRange(inside, 0.93 * places, places - 1);
    }

    /// <summary>
    /// Far from an outlier its Gaussian falls by orders of magnitude, so that what little the outlier is off is a share of the density
    /// there.
    /// </summary>
    [Theory, InlineData(1), InlineData(-1)]
    public void TheBandHoldsWhatKnownEigenvaluesAreOffBy(int sign)
    {
        const double Error = 1e-4;
        double[] off = [.. s_eigenvalues.Select(e => e + (sign * Error))];
        double[] places = [.. Enumerable.Range(0, 100).Select(i => 20 + (0.2 * i))];
        var certain = new SpectralDensity(off.Length, off, [], 0, 0, SolverStatus.Converged);
        IReadOnlyList<DensityPoint> truth = s_exact.Smooth(places, width: 0.5);
        Assert.Equal(places.Length, Held(certain with { DeflatedError = Error }));
        Assert.InRange(Held(certain), 0, 2);
        Assert.InRange(Held(certain with { DeflatedError = Error / 2 }), 0, places.Length / 4);

        int Held(SpectralDensity density) => density.Smooth(places, width: 0.5).Zip(truth)
            .Count(pair => pair.First.Lower <= pair.Second.Density && pair.Second.Density <= pair.First.Upper);
    }

    /// <summary>Eigenvalues that are all known are no estimate, and have no error.</summary>
    [Fact]
    public void AnOutlierThatIsKnownIsASinglePeakOfTheStatedWidth()
    {
        DensityCurve curve = s_exact.Curve(s_eigenvalues[0], s_eigenvalues[^1]);
        Assert.Equal((0, 0), (curve.ProbeError, curve.QuadratureError));
        double expected = 1 / (curve.Width * Math.Sqrt(2 * Math.PI) * s_eigenvalues.Length);
        double found = curve.Points.Where(p => p.Eigenvalue > 27).Max(p => p.Density);
        Assert.Equal(expected, found, 0.05 * expected);
        Assert.Equal((s_eigenvalues[0] - s_eigenvalues[^1]) / 400, curve.Width, 1e-12);
    }

    private static double Quantile(double share) => share < 0.5 ? Math.Log(2 * share) : -Math.Log(2 * (1 - share));

    private static double[] Densities(IReadOnlyList<DensityPoint> points) => [.. points.Select(p => p.Density)];

    // Ripples of a millionth of the largest density are rounding of the Gaussian's tail.
    private static int MaximaOf(double[] densities)
    {
        double floor = 1e-6 * densities.Max();
        return Enumerable.Range(1, densities.Length - 2)
            .Count(i => densities[i] > floor && densities[i] > densities[i - 1] && densities[i] >= densities[i + 1]);
    }

    private static double Integral(double[] x, double[] y) =>
        x.Zip(y).Zip(x.Zip(y).Skip(1), (a, b) => (b.First - a.First) * 0.5 * (a.Second + b.Second)).Sum();
}
