using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Statistics;

namespace TorchCurvature.Spectra;

/// <summary>
/// Screes of one length as two straight lines that meet at a place, by least squares over all places a half apart. What a bend at a place
/// adds to one straight line is a vector of its own, so that a fit is a product with each of them.
/// </summary>
internal sealed class TwoLines
{
    /// <summary>Places are so far apart.</summary>
    public const double Step = 0.5;

    // Two points make a line, the third shows that they do.
    private const double FirstPlace = 3;

    // Beyond half of the scree the second line would be the shorter one, and the knee that of the scree's end.
    private const double LargestShare = 0.5;

    // Squared deviations below this share of the first line's are rounding.
    private const double Rounding = 1e-24;

    private static readonly Func<double, double>[] _curves = [i => Math.Pow(i, 2.0 / 3), Math.Log, i => i * i];

    private readonly int _length;
    private readonly double[] _lengthsOfBends;

    /// <summary>Prepares fits to screes of a length.</summary>
    /// <param name="length">The length.</param>
    /// <exception cref="ArgumentException">It is too short for a knee.</exception>
    public TwoLines(int length)
    {
        if (length < Knee.ShortestScree)
        {
            throw new ArgumentException(
                $"A knee is looked for among {Knee.ShortestScree} eigenvalues or more, not {length}.", nameof(length));
        }

        _length = length;
        int count = 1 + (int)(((LargestShare * length) - FirstPlace) / Step);
        Places = [.. Enumerable.Range(0, count).Select(k => FirstPlace + (Step * k))];
        _lengthsOfBends = [.. Places.Select(place => WithoutLine(Bend(place)).L2Norm())];
    }

    /// <summary>Where the lines may meet, ascending.</summary>
    public IReadOnlyList<double> Places { get; }

    /// <summary>The best fit.</summary>
    /// <param name="logarithms">A scree of the length.</param>
    public Knee KneeOf(IReadOnlyList<double> logarithms)
    {
        TwoLinesFit fit = Fit(Vector<double>.Build.DenseOfEnumerable(logarithms));
        Vector<double> fitted = fit.Fitted;
        double onCurve = Math.Max(0, fit.OfLine - _curves.Max(curve => Gain(Shape(curve), fit.WithoutLine)));
        double nearer = fit.OfLine > 0 && fit.Left < onCurve ? 1 - (fit.Left / onCurve) : 0;
        bool isLine = fit.OfLine <= Rounding * (logarithms[0] - logarithms[^1]) * (logarithms[0] - logarithms[^1]);
        var knee = new Knee(
            Places[fit.Best], fitted[1] - fitted[0], fitted[_length - 1] - fitted[_length - 2], isLine ? 0 : nearer, _length);
        if (!knee.IsClear)
        {
            return knee;
        }

        (int first, int last) = fit.Left <= Rounding * fit.OfLine ? (fit.Best, fit.Best) : KneeBootstrap.Interval(this, fit);
        // A place stands for the half step on either side.
        return knee with { Lower = Places[first] - (0.5 * Step), Upper = Places[last] + (0.5 * Step) };
    }

    /// <summary>The place of the best fit.</summary>
    /// <param name="logarithms">A scree of the length.</param>
    public double PlaceOf(IReadOnlyList<double> logarithms) => Places[Fit(Vector<double>.Build.DenseOfEnumerable(logarithms)).Best];

    /// <summary>Fits all places.</summary>
    /// <param name="scree">A scree of the length.</param>
    public TwoLinesFit Fit(Vector<double> scree)
    {
        Vector<double> withoutLine = WithoutLine(scree);
        double[] heights = Heights(withoutLine);
        int best = Enumerable.Range(0, heights.Length).MaxBy(k => heights[k]);
        return new TwoLinesFit(scree, withoutLine, heights, best, WithoutLine(Bend(Places[best])) / _lengthsOfBends[best]);
    }

    // The products of all bends with what one line leaves, by sums from the end: that with i − place, i beyond the place, is a difference
    // of two of them. A bend upwards only: from steep to flat.
    private double[] Heights(Vector<double> withoutLine)
    {
        double[] sums = new double[_length + 1], moments = new double[_length + 1];
        for (int i = _length - 1; i >= 0; i--)
        {
            sums[i] = sums[i + 1] + withoutLine[i];
            moments[i] = moments[i + 1] + ((i + 1) * withoutLine[i]);
        }

        return [.. Places.Select((place, k) => Math.Max(0, (moments[(int)place] - (place * sums[(int)place])) / _lengthsOfBends[k]))];
    }

    private Vector<double> Bend(double place) => Vector<double>.Build.Dense(_length, i => Math.Max(0, i + 1 - place));

    private static double Gain(Vector<double> shape, Vector<double> withoutLine)
    {
        double height = shape.DotProduct(withoutLine);
        return height * height;
    }

    // A function of the index without its own straight line, and of length 1.
    private Vector<double> Shape(Func<double, double> function) =>
        WithoutLine(Vector<double>.Build.Dense(_length, i => function(i + 1))).Normalize(2);

    private static Vector<double> WithoutLine(Vector<double> values)
    {
        double middle = 0.5 * (values.Count - 1), mean = values.Mean(), slope = 0, spread = 0;
        for (int i = 0; i < values.Count; i++)
        {
            slope += (i - middle) * values[i];
            spread += (i - middle) * (i - middle);
        }

        slope /= spread;
        return Vector<double>.Build.Dense(values.Count, i => values[i] - mean - (slope * (i - middle)));
    }
}
