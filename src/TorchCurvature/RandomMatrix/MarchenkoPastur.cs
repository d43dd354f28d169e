using System.Numerics;

namespace TorchCurvature.RandomMatrix;

/// <summary>
/// The Marchenko–Pastur law, the limiting spectrum for Σ = σ²I: density √((b − x)(x − a)) / (2π γ σ² x) on [a, b], a, b = σ²(1 ∓ √γ)², and
/// an atom 1 − 1/γ at 0 if γ &gt; 1: mathematics.md (29).
/// </summary>
/// <remarks>
/// Computed on the circle x = σ²(1 + γ − 2√γ cos θ), 0 ≤ θ ≤ π, where the mass is (2/π) sin²θ / |1 − r e^{iθ}|² dθ, r² = min(γ, 1/γ), times
/// min(1, 1/γ); its integral is elementary, with an absolute error of about ε/r. Source: Marchenko and Pastur, "Distribution of eigenvalues
/// for some sets of random matrices" (1967); Bai and Silverstein, "Spectral Analysis of Large Dimensional Random Matrices" (2010), section
/// 3.1, with the moments in lemma 3.1.
/// </remarks>
public sealed class MarchenkoPastur : SpectralLaw
{
    private readonly double _root;
    private readonly double _r;

    /// <summary>The law of a shape and a scale.</summary>
    /// <param name="aspectRatio">γ = P/N.</param>
    /// <param name="scale">σ², the variance of the data and the mean of the law.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of the two is not positive and finite.</exception>
    public MarchenkoPastur(double aspectRatio, double scale = 1)
        : base(aspectRatio)
    {
        if (!double.IsFinite(scale) || scale <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale σ² must be positive and finite.");
        }

        Scale = scale;
        _root = Math.Sqrt(aspectRatio);
        _r = Math.Min(_root, 1 / _root);
        Bulks = [new BulkInterval(scale * Square(1 - _root), scale * Square(1 + _root), Math.Min(1, 1 / aspectRatio))];
    }

    /// <summary>σ².</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override double AtomAtZero => Math.Max(0, 1 - (1 / AspectRatio));

    /// <inheritdoc/>
    public override IReadOnlyList<BulkInterval> Bulks { get; }

    /// <summary>The k-th moment, σ^{2k} Σ_{i=1..k} N(k, i) γ^{i−1} with the Narayana numbers N(k, i) = C(k, i) C(k, i − 1) / k.</summary>
    /// <param name="order">k.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="order"/> is negative.</exception>
    public double Moment(int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        // The term of i + 1 over the term of i: N(k, i + 1)/N(k, i) = (k − i)(k − i + 1)/(i(i + 1)).
        double term = 1, sum = 0;
        for (int i = 1; i <= order; i++)
        {
            sum += term;
            term *= AspectRatio * (order - i) * (order - i + 1.0) / (i * (i + 1.0));
        }

        return order == 0 ? 1 : sum * Math.Pow(Scale, order);
    }

    /// <summary>
    /// s(z) = ∫ dF(x)/(x − z), the atom included; the solution of γσ²z s² + (z − σ²(1 − γ)) s + 1 = 0 that falls like −1/z.
    /// </summary>
    /// <param name="z">A point off the support, on either side of the real axis or on it.</param>
    public Complex StieltjesTransform(Complex z)
    {
        // A root of each factor, not of their product, puts the cut on [a, b] alone.
        Complex root = Complex.Sqrt(z - LowerEdge) * Complex.Sqrt(z - UpperEdge), linear = z - (Scale * (1 - AspectRatio));
        Complex sum = linear + root, difference = root - linear;
        return Complex.Abs(sum) >= Complex.Abs(difference) ? -2 / sum : difference / (2 * AspectRatio * Scale * z);
    }

    private protected override double DensityInside(int bulk, double x) =>
        Math.Sqrt(UpperEdge - x) * Math.Sqrt(x - LowerEdge) / (2 * Math.PI * AspectRatio * Scale * x);

    private protected override double MassBelow(int bulk, double x) =>
        Bulks[0].Mass * CircleMass(2 * Math.Atan2(Math.Sqrt(x - LowerEdge), Math.Sqrt(UpperEdge - x))).Value;

    private protected override double QuantileInside(int bulk, double mass)
    {
        double p = mass / Bulks[0].Mass;
        double angle = BracketedNewton.Solve(Excess, 0, Math.PI, Math.PI * p);
        return LowerEdge + ((UpperEdge - LowerEdge) * Square(Math.Sin(0.5 * angle)));

        (double Value, double Slope) Excess(double angle)
        {
            (double value, double slope) = CircleMass(angle);
            return (value - p, slope);
        }
    }

    private (double Value, double Slope) CircleMass(double angle)
    {
        (double sine, double cosine) = Math.SinCos(angle);
        double halfSine = Math.Sin(0.5 * angle), oneMinusSquare = (1 - _r) * (1 + _r);
        double phase = Math.Atan2(_r * sine, (1 - _r) + (2 * _r * halfSine * halfSine));
        double value = (0.5 * angle) + (((_r * sine) - (oneMinusSquare * phase)) / (2 * _r * _r));
        return (2 / Math.PI * value, 2 / Math.PI * sine * sine / (Square(1 - _r) + (4 * _r * halfSine * halfSine)));
    }

    private static double Square(double x) => x * x;
}
