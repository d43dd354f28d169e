using System.Globalization;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>The Hessian taken apart at one point, with what is known beforehand of its parts.</summary>
public sealed class SplitResult
{
    internal SplitResult(
        HessianSplit split, IReadOnlyList<SplitPart> parts, long termCount, IReadOnlyList<double> predictedOutliers,
        double explainedShare, double weightDecay, double seconds)
    {
        (Split, Parts, TermCount, PredictedOutliers) = (split, parts, termCount, predictedOutliers);
        (ExplainedShare, WeightDecay, Seconds) = (explainedShare, weightDecay, seconds);
    }

    /// <summary>Norms, shares and overlaps.</summary>
    public HessianSplit Split { get; }

    /// <summary>H, G, F and the empirical Fisher, in this order.</summary>
    public IReadOnlyList<SplitPart> Parts { get; }

    /// <summary>N, the number of terms of the loss: of examples, but for outputs at many places and targets that are ignored.</summary>
    public long TermCount { get; }

    /// <summary>Eigenvalues of the matrix of class means, descending, which predict the outliers of G.</summary>
    public IReadOnlyList<double> PredictedOutliers { get; }

    /// <summary>Their sum over the trace of G without weight decay.</summary>
    public double ExplainedShare { get; }

    /// <summary>λ of ½λ‖w‖².</summary>
    public double WeightDecay { get; }

    /// <summary>How long it took.</summary>
    public double Seconds { get; }

    /// <summary>How many of <see cref="PredictedOutliers"/> are claimed to show: C, of C² that the class means have.</summary>
    public int ClaimedOutliers => (int)Math.Round(Math.Sqrt(PredictedOutliers.Count));

    /// <summary>Which terms have the λI of weight decay; null where there is none.</summary>
    public string? WeightDecayRemark => WeightDecay > 0
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"G carries λI of the weight decay {WeightDecay}, as the empirical Fisher does and F does not; "
                + $"ranks and what the class means explain are without it.")
        : null;

    /// <summary>The part that is a matrix.</summary>
    /// <param name="kind">Which matrix.</param>
    public SplitPart Part(CurvatureMatrix kind) => Parts.Single(p => p.Matrix == kind);
}
