using System.Text.Json.Serialization;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Statistics;

namespace TorchCurvature.Spectra;

/// <summary>
/// The distribution of a symmetric matrix's n eigenvalues: some are known one by one (deflated), the rest by the Gauss quadratures of
/// random probes, each of which is an unbiased sample of it up to the error of its finite depth.
/// </summary>
public sealed record SpectralDensity
{
    private const int DefaultPlaces = 2000;
    internal const double FinestShare = 400;
    private const double MarginShare = 0.02;
    private const double MarginWidths = 4;

    [JsonConstructor]
    internal SpectralDensity(
        long dimension, IReadOnlyList<double> deflated, IReadOnlyList<GaussQuadrature> probes, int steps, long products,
        SolverStatus status)
    {
        (Dimension, Deflated, Probes, Steps, Products, Status) = (dimension, deflated, probes, steps, products, status);
    }

    /// <summary>n.</summary>
    public long Dimension { get; }

    /// <summary>Eigenvalues known one by one.</summary>
    public IReadOnlyList<double> Deflated { get; }

    /// <summary>The quadrature of each probe, for the other n − k eigenvalues.</summary>
    public IReadOnlyList<GaussQuadrature> Probes { get; internal init; }

    /// <summary>m, Lanczos steps of a probe.</summary>
    public int Steps { get; }

    /// <summary>Columns multiplied.</summary>
    public long Products { get; internal init; }

    /// <summary>Why the computation ended. Probes that were in work by then are left out, unless there is no other.</summary>
    public SolverStatus Status { get; internal init; }

    private double Remaining => Dimension - Deflated.Count;

    /// <summary>
    /// The law of the probes. That of directions on the sphere gives intervals by itself; the spread of signs is measured.
    /// </summary>
    [JsonInclude]
    public ProbeDistribution Distribution { get; internal init; } = ProbeDistribution.Sphere;

    /// <summary>What none of <see cref="Deflated"/> is off by more than.</summary>
    [JsonInclude]
    public double DeflatedError { get; internal init; }

    /// <summary>
    /// What none of the eigenvalues that are not known one by one is below: the last of the pairs known at that end, or 0 for a
    /// semidefinite matrix. Counts and bounds use it.
    /// </summary>
    [JsonInclude]
    public double LowerEnd { get; internal init; } = double.NegativeInfinity;

    /// <summary>What none of the eigenvalues that are not known one by one is above.</summary>
    [JsonInclude]
    public double UpperEnd { get; internal init; } = double.PositiveInfinity;

    /// <summary>Share of the eigenvalues that are ≤ x.</summary>
    /// <param name="x">Where.</param>
    public double Cumulative(double x) =>
        (Deflated.Count(e => e <= x) + (Probes.Count == 0 ? 0 : Remaining * Probes.Average(p => p.Cumulative(x)))) / Dimension;

    /// <summary>All nodes with their shares of the whole, ascending in λ; the shares sum to 1.</summary>
    public IReadOnlyList<DensityAtom> Atoms() => [.. Known().Concat(OfProbes()).OrderBy(atom => atom.Eigenvalue)];

    /// <summary>∫|F̂ − F|, the Wasserstein distance to a known spectrum, in units of λ.</summary>
    /// <param name="eigenvalues">All n eigenvalues, in any order.</param>
    /// <exception cref="ArgumentException">There are not n of them.</exception>
    public double WassersteinDistance(IReadOnlyList<double> eigenvalues)
    {
        ArgumentNullException.ThrowIfNull(eigenvalues);
        if (eigenvalues.Count != Dimension)
        {
            throw new ArgumentException(
                $"The spectrum has {eigenvalues.Count} eigenvalues, and the density is of {Dimension}.", nameof(eigenvalues));
        }

        double distance = 0, difference = 0, last = double.NegativeInfinity;
        IEnumerable<DensityAtom> jumps = Atoms().Concat(eigenvalues.Select(e => new DensityAtom(e, -1.0 / Dimension)));
        foreach (DensityAtom jump in jumps.OrderBy(atom => atom.Eigenvalue))
        {
            distance += difference == 0 ? 0 : Math.Abs(difference) * (jump.Eigenvalue - last);
            difference += jump.Weight;
            last = jump.Eigenvalue;
        }

        return distance;
    }

    /// <summary>
    /// What ∫|F̂ − F| is at most with 95 %, in units of λ, measured: the bound that the moments of each probe give for what its quadrature
    /// leaves out, and the scatter of the probes, from the law of a share of random directions.
    /// </summary>
    public double WassersteinBound() => Probes.Count == 0
        ? Remaining == 0 ? 0 : double.PositiveInfinity
        : (Remaining / Dimension * Probes.Average(p => QuadratureDistance.Bound(p, LowerEnd, UpperEnd)))
            + ProbeLaw.Scatter([.. OfProbes().OrderBy(atom => atom.Eigenvalue)], Remaining, Probes.Count, Distribution);

    /// <summary>
    /// The smallest standard deviation of a Gaussian with which <see cref="Smooth"/> shows no more than the quadratures resolve, so that
    /// what they leave out is a millionth of the Gaussian's peak;
    /// 0 where nothing is left out.
    /// </summary>
    public double FinestWidth() => LeavesOut ? KernelTruncation.ResolvedWidth(FewestNodes(), Range()) : 0;

    /// <summary>
    /// The density from below one end of a spectrum to above the other, with a width that the quadratures resolve and places closer than
    /// that.
    /// </summary>
    /// <param name="high">The largest eigenvalue.</param>
    /// <param name="low">The smallest; the curve reaches 0 in any case.</param>
    /// <param name="places">How many places; at least 2.</param>
    public DensityCurve Curve(double high, double low, int places = DefaultPlaces)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(places, 2);
        double least = Math.Min(0, low), range = high > least ? high - least : 1;
        double width = Math.Max(range / FinestShare, FinestWidth());
        double margin = Math.Max(MarginShare * range, MarginWidths * width);
        double step = (range + (2 * margin)) / (places - 1);
        return new DensityCurve(width, Smooth([.. Enumerable.Range(0, places).Select(i => least - margin + (step * i))], width));
    }

    /// <summary>The same density with what pairs of a confirmed search say of where the other eigenvalues end.</summary>
    /// <param name="pairs">The pairs that were taken out.</param>
    public SpectralDensity Within(ExtremalEigenPairs pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (!pairs.AreRanksConfirmed)
        {
            return this;
        }

        RitzPair[] top = [.. pairs.At(SpectrumEnd.Top).TakeWhile(p => p.IsConverged)];
        RitzPair[] bottom = [.. pairs.At(SpectrumEnd.Bottom).TakeWhile(p => p.IsConverged)];
        return this with
        {
            UpperEnd = top.Length == 0 ? UpperEnd : top[^1].Value + Math.Max(top[^1].Radius, pairs.RankResolution),
            LowerEnd = bottom.Length == 0 ? LowerEnd : bottom[^1].Value - Math.Max(bottom[^1].Radius, pairs.RankResolution),
        };
    }

    /// <summary>
    /// The density convolved with a Gaussian, with 95 % intervals at each place. For probes on the sphere they follow from the law of a
    /// projector's share (Beta), with the rank that gives the quadratic form's mean and variance; for signs they are Student's, from the
    /// spread. To both is added what the quadratures may leave out, which the approximation of the Gaussian by polynomials bounds on the
    /// range of the eigenvalues that are not known one by one, and what an error of those that are moves: far from an outlier its Gaussian
    /// falls by orders of magnitude, and is all that there is.
    /// </summary>
    /// <param name="places">Where to evaluate it.</param>
    /// <param name="width">Standard deviation of the Gaussian, in units of λ.</param>
    public IReadOnlyList<DensityPoint> Smooth(IReadOnlyList<double> places, double width)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        double peak = 1 / (width * Math.Sqrt(2 * Math.PI)), share = Remaining / Dimension;
        double bound = LeavesOut ? KernelTruncation.Bound(FewestNodes(), Range(), width) * peak * share : 0;
        return [.. places.Select(place =>
        {
            double known = OneByOne(place, 0), leastKnown = OneByOne(place, DeflatedError), mostKnown = OneByOne(place, -DeflatedError);
            double[] means = [.. Probes.Select(p => Integral(p, place, 1))];
            SampleMean rest = Remaining == 0 ? SampleMean.Zero : means.Length == 0 ? SampleMean.Unknown : SampleMean.Of(means);
            (double lower, double upper) = Remaining == 0
                ? (0, 0)
                : Distribution == ProbeDistribution.Sphere
                    ? Interval(rest.Mean, means.Length == 0 ? 0 : Probes.Average(p => Integral(p, place, 2)))
                    : (rest.Mean - rest.HalfWidth, rest.Mean + rest.HalfWidth);
            double scale = peak * share;
            double least = leastKnown + Math.Max(0, (scale * lower) - bound), most = mostKnown + (scale * upper) + bound;
            return new DensityPoint(place, known + (scale * rest.Mean), least, most, bound);
        })];

        double OneByOne(double place, double farther) =>
            peak * Deflated.Sum(e => Kernel(Math.Max(0, Math.Abs(place - e) + farther))) / Dimension;

        double Kernel(double distance) => Math.Exp(-0.5 * (distance / width * (distance / width)));

        double Integral(GaussQuadrature probe, double place, int power)
        {
            double sum = 0;
            for (int i = 0; i < probe.Nodes.Count; i++)
            {
                sum += probe.Weights[i] * Math.Pow(Kernel(place - probe.Nodes[i]), power);
            }

            return sum;
        }

        // A form whose eigenvalues sum to τ₁ and whose squares to τ₂ has mean and variance of g = τ₂/τ₁ times a projector of rank τ₁/g.
        (double Lower, double Upper) Interval(double first, double second)
        {
            if (Probes.Count == 0)
            {
                return (0, 1);
            }

            double unit = second / first;
            if (!double.IsFinite(unit) || unit <= 0)
            {
                return (0, first);
            }

            double rank = first / unit;
            return (unit * ProbeLaw.Lower(rank, Remaining, Probes.Count), unit * ProbeLaw.Upper(rank, Remaining, Probes.Count));
        }
    }

    /// <summary>#{λ &lt; −τ}.</summary>
    /// <param name="threshold">τ ≥ 0, and above the rounding of the products: a matrix that has eigenvalues at 0 gives
    /// nodes on either side of it.</param>
    public Estimate CountNegative(double threshold)
    {
        double below = -Math.Abs(threshold);
        return Count(EstimatedQuantity.CountNegative, Math.Abs(threshold), e => e < below, p => ShareUpTo(p, Math.BitDecrement(below)));
    }

    /// <summary>#{|λ| ≤ τ}, the mass near zero.</summary>
    /// <param name="threshold">τ ≥ 0.</param>
    public Estimate CountNearZero(double threshold)
    {
        double above = Math.Abs(threshold), below = Math.BitDecrement(-above);
        return Count(EstimatedQuantity.CountNearZero, above, e => Math.Abs(e) <= above, probe =>
        {
            CumulativeBracket upTo = ShareUpTo(probe, above), less = ShareUpTo(probe, below);
            return new CumulativeBracket(Math.Max(0, upTo.Lower - less.Upper), Math.Max(0, upTo.Upper - less.Lower));
        });
    }

    private CumulativeBracket ShareUpTo(GaussQuadrature probe, double x) =>
        x < LowerEnd ? default : x >= UpperEnd ? new CumulativeBracket(1, 1) : probe.Bracket(x);

    // The share of each probe is within its bracket, so the mean share is within those of the brackets' ends, each of which is a mean over
    // probes with an interval of its own.
    private Estimate Count(
        EstimatedQuantity quantity, double threshold, Func<double, bool> isCounted, Func<GaussQuadrature, CumulativeBracket> share)
    {
        double known = Deflated.Count(isCounted);
        var result = new Estimate(quantity, known, 0, 0, Probes.Count, Products)
        {
            Threshold = threshold,
            Total = Dimension,
            Status = Status,
        };
        if (Remaining == 0)
        {
            return result;
        }

        if (Probes.Count == 0)
        {
            return result with { Value = double.NaN, StandardError = double.NaN, QuadratureError = Remaining, Upper = known + Remaining };
        }

        CumulativeBracket[] brackets = [.. Probes.Select(share)];
        var lower = SampleMean.Of([.. brackets.Select(b => b.Lower)]);
        var upper = SampleMean.Of([.. brackets.Select(b => b.Upper)]);
        var middle = SampleMean.Of([.. brackets.Select(b => 0.5 * (b.Lower + b.Upper))]);
        (double least, double most) = Distribution == ProbeDistribution.Sphere
            ? (ProbeLaw.Lower(lower.Mean, Remaining, Probes.Count), ProbeLaw.Upper(upper.Mean, Remaining, Probes.Count))
            : (Math.Max(0, lower.Mean - lower.HalfWidth), Math.Min(1, upper.Mean + upper.HalfWidth));
        return result with
        {
            Value = known + (Remaining * middle.Mean),
            StandardError = Remaining * middle.StandardError,
            QuadratureError = 0.5 * Remaining * (upper.Mean - lower.Mean),
            Lower = known + (Remaining * least),
            Upper = known + (Remaining * most),
        };
    }

    private IEnumerable<DensityAtom> Known() => Deflated.Select(e => new DensityAtom(e, 1.0 / Dimension));

    private IEnumerable<DensityAtom> OfProbes() => Probes.SelectMany(
        p => p.Nodes.Zip(p.Weights, (node, weight) => new DensityAtom(node, weight * Remaining / Dimension / Probes.Count)));

    private bool LeavesOut => Probes.Any(p => !p.IsExact);

    private int FewestNodes() => Probes.Where(p => !p.IsExact).Min(p => p.Nodes.Count);

    // Where the ends are not given, the nodes and known eigenvalues show them.
    private double Range()
    {
        double[] seen = [.. Deflated, .. Probes.SelectMany(p => (double[])[p.Nodes[0], p.Nodes[^1]])];
        if (seen.Length == 0)
        {
            return 0;
        }

        double low = double.IsFinite(LowerEnd) ? LowerEnd : seen.Min(), high = double.IsFinite(UpperEnd) ? UpperEnd : seen.Max();
        return Math.Max(0, high - low);
    }
}
