namespace TorchCurvature.RandomMatrix;

/// <summary>
/// The curve u = v + iy in the upper half plane on which ψ(u) = u + γu Σ_j w_j t_j/(u − t_j) is real, with m = −1/u the companion Stieltjes
/// transform at x = ψ(u): Im ψ = 0 says γ Σ_j w_j t_j²/((v − t_j)² + y²) = 1, which has one solution y &gt; 0 for each v in a bulk's
/// interval, and x increases with v.
/// </summary>
/// <remarks>
/// All sums have positive terms, so nothing cancels at the edges. The distribution is closed too: ∫ m dx = m x + log m − γ Σ_j w_j log(1 +
/// t_j m). Source: Silverstein and Choi (1995), equation 1.4; the parametrization by the real part follows Biane, "On the free convolution
/// with a semi-circular distribution" (1997).
/// </remarks>
internal sealed class SilversteinCurve
{
    private const int MostSteps = 200;
    private readonly double[] _poles;
    private readonly double[] _weights;
    private readonly double[] _strengths;
    private readonly double _aspectRatio;
    private readonly double _rankExcess;

    public SilversteinCurve(double aspectRatio, PopulationSpectrum population)
    {
        PopulationAtom[] atoms = [.. population.Atoms.Where(a => a.Value > 0)];
        _poles = [.. atoms.Select(a => a.Value)];
        _weights = [.. atoms.Select(a => aspectRatio * a.Weight)];
        _strengths = [.. atoms.Select(a => aspectRatio * a.Weight * a.Value * a.Value)];
        _aspectRatio = aspectRatio;
        _rankExcess = 1 - _weights.Sum();
        Intervals = new BulkEdges(_poles, _strengths).Intervals();
    }

    /// <summary>The intervals of v, one for each bulk, ascending.</summary>
    public IReadOnlyList<(double Lower, double Upper)> Intervals { get; }

    /// <summary>The point above v, with q = y².</summary>
    public CurvePoint At(double v)
    {
        double q = 0;
        for (int j = 0; j < _poles.Length; j++)
        {
            double d = v - _poles[j];
            q = Math.Max(q, _strengths[j] - (d * d));
        }

        // 1/h is concave in q, so Newton's steps for 1/h = 1 rise to the root and never pass it.
        for (int i = 0; i < MostSteps; i++)
        {
            double h = 0, fall = 0;
            for (int j = 0; j < _poles.Length; j++)
            {
                double d = v - _poles[j], share = 1 / ((d * d) + q), term = _strengths[j] * share;
                h += term;
                fall += term * share;
            }

            double step = h * (h - 1) / fall;
            if (!(step > 1e-16 * q))
            {
                break;
            }

            q += step;
        }

        return PointAt(v, q);
    }

    /// <summary>The point at a real u, where y = 0: an edge.</summary>
    public CurvePoint RealAt(double u) => PointAt(u, 0);

    /// <summary>The density of the eigenvalues of S at a point, Im m / (πγ).</summary>
    public double Density(CurvePoint point) => Math.Sqrt(point.SquaredHeight) / (Math.PI * _aspectRatio * point.SquaredModulus);

    /// <summary>The share of eigenvalues above a point.</summary>
    public double MassAbove(CurvePoint point)
    {
        double y = Math.Sqrt(point.SquaredHeight), angle = _rankExcess * Math.Atan2(y, point.Real);
        for (int j = 0; j < _poles.Length; j++)
        {
            angle += _weights[j] * Math.Atan2(y, point.Real - _poles[j]);
        }

        return (angle - (y == 0 ? 0 : point.X * y / point.SquaredModulus)) / (Math.PI * _aspectRatio);
    }

    /// <summary>ψ(u) and ψ'(u) at a real u: where a spike goes, and the sign that says whether it does.</summary>
    public (double Value, double Slope) Map(double u)
    {
        double sum = 0, slope = 1;
        for (int j = 0; j < _poles.Length; j++)
        {
            double d = u - _poles[j];
            sum += _weights[j] * _poles[j] / d;
            slope -= _strengths[j] / (d * d);
        }

        return (u * (1 + sum), slope);
    }

    /// <summary>The scale s of the highest edge, s³ = u³ (1 + γ Σ_j w_j (t_j/(u − t_j))³).</summary>
    public double UpperEdgeScale()
    {
        double u = Intervals[^1].Upper, sum = 1;
        for (int j = 0; j < _poles.Length; j++)
        {
            sum += _weights[j] * Math.Pow(_poles[j] / (u - _poles[j]), 3);
        }

        return u * Math.Cbrt(sum);
    }

    private CurvePoint PointAt(double v, double q)
    {
        double modulus = (v * v) + q, x = 0, even = 0, odd = 0;
        for (int j = 0; j < _poles.Length; j++)
        {
            double d = v - _poles[j], share = 1 / ((d * d) + q);
            x += _weights[j] * _poles[j] * share;
            even += _strengths[j] * share * share;
            odd += _strengths[j] * share * share * d;
        }

        return new CurvePoint(v, q, modulus, modulus * x, 2 * ((q * even) + (odd * odd / even)));
    }
}
