namespace TorchCurvature.Spectra;

/// <summary>
/// The knee of a scree: where log λ_i against i, fitted by two straight lines that meet, bends from the steep one of the outliers to the
/// flat one of the bulk.
/// </summary>
public sealed record Knee
{
    internal Knee(double place, double slopeBefore, double slopeAfter, double goodness, int length) =>
        (Place, SlopeBefore, SlopeAfter, Goodness, Length) = (place, slopeBefore, slopeAfter, goodness, length);

    /// <summary>The index at which the lines meet: 11.5 is between the 11th eigenvalue and the 12th.</summary>
    public double Place { get; }

    /// <summary>Change of log λ from one eigenvalue to the next before the knee.</summary>
    public double SlopeBefore { get; }

    /// <summary>That behind it.</summary>
    public double SlopeAfter { get; }

    /// <summary>
    /// By how much of its squared deviations two lines are nearer to the scree than the best curve without a knee, from 0 for no nearer to
    /// 1: the curves are a line with i^⅔, as a random matrix has at its edge, with log i, as a power law, and with i².
    /// </summary>
    public double Goodness { get; }

    /// <summary>How many of the largest eigenvalues were fitted.</summary>
    public int Length { get; }

    /// <summary>
    /// The goodness above which there is a knee: of random matrices without outliers (sample covariances, symmetric Gaussian matrices) and
    /// of screes that are one line, at most 5 % have more, by sampling them.
    /// </summary>
    public const double LeastGoodness = 0.55;

    /// <summary>Whether there is a knee: no curve without one explains the scree nearly as well.</summary>
    public bool IsClear => Goodness >= LeastGoodness;

    /// <summary>The lower end of the place's 95 % interval; not a number where there is no clear knee.</summary>
    public double Lower { get; internal init; } = double.NaN;

    /// <summary>The upper end of the place's 95 % interval; not a number where there is no clear knee.</summary>
    public double Upper { get; internal init; } = double.NaN;

    /// <summary>Fewer eigenvalues show no knee that a curve would not show as well.</summary>
    public const int ShortestScree = 20;

    /// <summary>The knee of a scree.</summary>
    /// <param name="logarithms">Logarithms of the largest eigenvalues, descending.</param>
    /// <exception cref="ArgumentException">There are fewer than <see cref="ShortestScree"/>.</exception>
    internal static Knee Of(IReadOnlyList<double> logarithms) => new TwoLines(logarithms.Count).KneeOf(logarithms);

    /// <summary>The place of it alone, without what says whether there is one.</summary>
    /// <param name="logarithms">Logarithms of the largest eigenvalues, descending.</param>
    internal static double PlaceOf(IReadOnlyList<double> logarithms) => new TwoLines(logarithms.Count).PlaceOf(logarithms);
}
