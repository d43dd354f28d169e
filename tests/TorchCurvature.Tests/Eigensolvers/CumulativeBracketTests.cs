using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Tests.Eigensolvers;

public sealed class CumulativeBracketTests
{
    /// <summary>With mean μ and variance s² only, Cantelli's inequality is sharp: P(X ≥ x) ≤ s²/(s² + (x − μ)²) above the mean.</summary>
    [Theory]
    [InlineData(1.5), InlineData(2), InlineData(7)]
    public void TwoNodesGiveCantellisInequality(double distance)
    {
        const double Mean = 3, Deviation = 0.5;
        GaussQuadrature quadrature = GaussQuadrature.FromTridiagonal([Mean, -4], [Deviation]);
        double tail = Deviation * Deviation / ((Deviation * Deviation) + (distance * distance));
        CumulativeBracket above = quadrature.Bracket(Mean + distance), below = quadrature.Bracket(Mean - distance);
        Assert.Equal((1 - tail, 1), (above.Lower, above.Upper), Close);
        Assert.Equal((0, tail), (below.Lower, below.Upper), Close);

        static bool Close((double, double) expected, (double, double) found) =>
            Math.Abs(expected.Item1 - found.Item1) < 1e-7 && Math.Abs(expected.Item2 - found.Item2) < 1e-7;
    }

    [Fact]
    public void OneNodeSaysNothing() => Assert.Equal(new CumulativeBracket(0, 1), GaussQuadrature.FromTridiagonal([2], []).Bracket(1.5));

    /// <summary>
    /// The cumulative of a known measure, at its atoms, next to them and between, for every depth: always within the bounds, which are
    /// never wider than the two nodes around x, and mostly much
    /// narrower.
    /// </summary>
    [Theory]
    [InlineData("uniform"), InlineData("clustered at zero"), InlineData("six decades"), InlineData("gap")]
    public void TheMeasureIsWithinTheBounds(string kind)
    {
        var random = new Random(7);
        double[] atoms = [.. Enumerable.Range(0, 60).Select(i => kind switch
        {
            "uniform" => random.NextDouble(),
            "clustered at zero" => i < 45 ? 1e-9 * (random.NextDouble() - 0.5) : (2 * random.NextDouble()) - 1,
            "six decades" => Math.Pow(10, -6 * random.NextDouble()),
            _ => (i % 3) + (0.1 * random.NextDouble()),
        }).Order()];
        double[] weights = [.. atoms.Select(_ => random.NextDouble() + 1e-3)];
        double total = weights.Sum();
        weights = [.. weights.Select(w => w / total)];
        double widths = 0, coarse = 0;
        foreach (int nodes in new[] { 2, 5, 12, 25 })
        {
            GaussQuadrature quadrature = Quadrature(atoms, weights, nodes);
            IEnumerable<double> between = atoms.Zip(atoms.Skip(1), (a, b) => 0.5 * (a + b));
            foreach (double x in atoms.Concat(between).Concat([-1e-3, -5, 5]).Concat(quadrature.Nodes))
            {
                double below = atoms.Zip(weights).Where(a => a.First < x).Sum(a => a.Second);
                double upTo = atoms.Zip(weights).Where(a => a.First <= x).Sum(a => a.Second);
                CumulativeBracket bracket = quadrature.Bracket(x);
                Assert.InRange(bracket.Lower, 0, below + 1e-9);
                Assert.InRange(bracket.Upper, upTo - 1e-9, 1);
                widths += bracket.Upper - bracket.Lower;
                coarse += 2 * quadrature.CumulativeError(x);
            }
        }

        Assert.InRange(widths / coarse, 0.05, 0.7);
    }

    /// <summary>
    /// Between two clusters that the nodes resolve, nothing is uncertain: the nodes beside the gap are heavy, but a node within it has no
    /// weight.
    /// </summary>
    [Fact]
    public void AGapOfTheSpectrumIsResolved()
    {
        double[] atoms = [.. Enumerable.Range(0, 30).Select(i => 0.01 * i), .. Enumerable.Range(0, 10).Select(i => 5 + (0.01 * i))];
        GaussQuadrature quadrature = Quadrature(atoms, [.. atoms.Select(_ => 1.0 / 40)], 12);
        CumulativeBracket bracket = quadrature.Bracket(2);
        Assert.Equal(0.75, bracket.Lower, 1e-6);
        Assert.Equal(0.75, bracket.Upper, 1e-6);
        Assert.True(quadrature.CumulativeError(2) > 0.02);
    }

    [Fact]
    public void AnExactQuadratureHasNoBounds()
    {
        GaussQuadrature exact = new([1, 2], [0.25, 0.75], isExact: true);
        Assert.Equal(new CumulativeBracket(0.25, 0.25), exact.Bracket(1.5));
        Assert.Equal(new CumulativeBracket(0, 0.25), exact.Bracket(1));
    }

    // Lanczos on a diagonal matrix in plain arithmetic, with full reorthogonalization: another path than the library's.
    private static GaussQuadrature Quadrature(double[] atoms, double[] weights, int nodes)
    {
        List<double[]> basis = [[.. weights.Select(Math.Sqrt)]];
        List<double> diagonal = [], beside = [];
        while (diagonal.Count < nodes)
        {
            double[] v = [.. basis[^1].Zip(atoms, (a, b) => a * b)];
            diagonal.Add(v.Zip(basis[^1], (a, b) => a * b).Sum());
            for (int pass = 0; pass < 2; pass++)
            {
                foreach (double[] q in basis)
                {
                    double overlap = v.Zip(q, (a, b) => a * b).Sum();
                    v = [.. v.Zip(q, (a, b) => a - (overlap * b))];
                }
            }

            double norm = Math.Sqrt(v.Sum(a => a * a));
            beside.Add(norm);
            basis.Add([.. v.Select(a => a / norm)]);
        }

        return GaussQuadrature.FromTridiagonal(diagonal, beside[..^1]);
    }
}
