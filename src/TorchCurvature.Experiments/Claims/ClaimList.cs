using TorchCurvature.Experiments.Framework;
using TorchCurvature.Training;
using static TorchCurvature.Experiments.Claims.NetworkReadings;
using static TorchCurvature.Experiments.Claims.Readings;

namespace TorchCurvature.Experiments.Claims;

/// <summary>The empirical claims of "Empirical Analysis of the Hessian of Over-Parametrized Neural Networks", in its order.</summary>
internal static class ClaimList
{
    private static readonly string[] _bothEdges = ["figure7", "figure8"];
    private static readonly string[] _descents = ["descents"];
    private static readonly string[] _secondTerm = ["second-term"];
    private static readonly string[] _starts = ["starts"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        new(1, "The spectrum of the Hessian is a bulk near zero and outliers away from it.", "abstract", ["figure3"],
            r => OutlierCountClaims.BulkAndOutliers(Screes(r))),
        new(2, "More parameters merely scale the bulk.", "abstract, 3.2", ["figure4", "figure6"],
            r => WidthInvarianceClaims.BulkIsScaled([RightEdge(r), NegativeShare(r), LeftEdges(r)])),
        new(3, "Changing the data (more clusters, less separable ones) affects the outliers only.", "abstract", ["table1"],
            r => MagnitudeClaims.SameBulk(Runs(r))),
        new(4, "Almost all eigenvalues are at or near zero, at random points too.", "1.2", ["figure1"],
            r => MagnitudeClaims.NearZero(NearZero(r, "initial"), NearZero(r, "final"))),
        new(5, "The Hessian is the more singular, the more parameters the network and the fewer dimensions the data have.",
            "1.2", ["singularity"],
            r => SingularityGrowthClaims.GrowsWithParametersAndFallsWithDimension(SingularNetworks(r))),
        new(6, "The second term of the decomposition can be ignored as training progresses.", "1.2, 2.1", _secondTerm,
            r => DecompositionClaims.SecondTermCanBeIgnored(SecondTerms(r))),
        new(7, "It can because the derivatives of the loss and the Hessians of the outputs are not correlated.", "2.1", _secondTerm,
            r => DecompositionClaims.FactorsAreNotCorrelated(SecondTerms(r))),
        new(8, "The Hessian has at least P − N trivial eigenvalues.", "2.1", _secondTerm,
            r => DecompositionClaims.TrivialEigenvalues(SecondTerms(r))),
        new(9, "The number of large principal components of the data is not exactly the number of classes.", "3.1, figure 2", ["figure2"],
            r => OutlierCountClaims.OtherThanClasses(Components(r))),
        new(10, "The number of eigenvalues above the gap is exactly the number of classes.", "3.1, figure 3", ["figure3"],
            r => OutlierCountClaims.ExactlyAsManyAsClasses(Screes(r))),
        new(11, "Negative eigenvalues exist, and are tiny beside the positive ones.", "3.2, figures 4 and 5", ["figure4"],
            r => MagnitudeClaims.TinyNegatives(
                [.. r.Rows("figure4", "figure4-runs").Select(row => row.Number("lambda_min"))],
                [.. r.Rows("figure4", "figure4-runs").Select(row => row.Number("lambda_max"))])),
        new(12, "The shape of the right edge does not change with the number of parameters.", "3.2, figure 4", ["figure4"], RightEdge),
        new(13, "The left edge shifts as the number of parameters increases.", "3.2, figure 5", ["figure5"],
            r => WidthInvarianceClaims.LeftEdgeShifts(WidthsOf(r, "figure5"))),
        new(14, "The share of negative eigenvalues stays fixed.", "3.2, figure 6", ["figure6"], NegativeShare),
        new(15, "Over the ratio, the left edges converge to one shape.", "3.2, figure 6", ["figure6"], LeftEdges),
        new(16, "All networks are trained until a sufficient stopping condition holds.", "3.2", ["figure4"], AllStopped),
        new(17, "After large and small batches, negative eigenvalues are orders of magnitude smaller than the large ones.",
            "3.3, figure 7", _bothEdges, SmallNegatives),
        new(18, "The left edges of both elbow at similar levels.", "3.3, figure 7", ["figure7"],
            r => BatchComparisonClaims.ElbowsAreSimilar(Batches(r, "figure7"))),
        new(19, "The number of large eigenvalues is the same for both.", "3.3, figure 8", ["figure8"],
            r => BatchComparisonClaims.SameNumberOfLarge(Batches(r, "figure8"))),
        new(20, "The large batch finds points with larger positive eigenvalues.", "3.3, figure 8", ["figure8"],
            r => BatchComparisonClaims.LargeBatchHasLarger(Batches(r, "figure8"))),
        new(21, "That agrees with how Keskar et al. measure sharpness.", "3.3", _descents,
            r => DescentClaims.KeskarSharpnessAgrees(DescentRuns(r))),
        new(22, "The norms of large and small batches' gradients match on average.", "3.3, 4.1", _descents,
            r => DescentClaims.NormsOfBatchesMatch(DescentRuns(r))),
        new(23, "With the same step size, GD and SGD reach the same loss after the same number of steps.", "4", _descents,
            r => DescentClaims.SameLossAfterAsManySteps(DescentRuns(r))),
        new(24, "GD and SGD do not stop: the loss keeps falling.", "footnote 3", _descents,
            r => DescentClaims.LossKeepsFalling(DescentRuns(r))),
        new(25, "At the switch to the small batch, losses jump up and accuracies drop.", "4.1, figure 9", ["figure9"],
            r => PathClaims.JumpAtTheSwitch(Trainings(r))),
        new(26, "The small batch ends slightly more accurate on test data (about 1 %).", "4.1, figures 9 and 10", ["figure10"],
            r => PathClaims.SmallBatchIsBetter(PathClaims.AtTheEnds, Gains(r))),
        new(27, "The straight line between both solutions has no barrier.", "4.1, figure 10", ["figure10"],
            r => PathClaims.NoBarrier(Lines(r))),
        new(28, "Beyond both solutions there are walls, steeper beyond the large batch's.", "4.1, figure 10", ["figure10"],
            r => PathClaims.LargeBatchIsSharper(Lines(r))),
        new(29, "Random starting points are almost orthogonal, and trainings from them end in other basins.", "4.1", _starts,
            r => StartClaims.OtherBasins(Starting(r))),
        new(30, "The noise of small batches lies along the eigenvectors of large eigenvalues.", "4.1", _descents,
            r => DescentClaims.NoiseLiesAlongOutliers(DescentRuns(r))),
        new(31, "Training has two parts: large gradients first, then noise that is large beside the gradient.", "4.2", _descents,
            r => DescentClaims.GradientThenNoise(DescentRuns(r))),
        new(32, "Preprocessing and initialization have an effect on the Hessian.", "4.2", _starts,
            r => StartClaims.ScalesMatter(Starting(r))),
        new(33, "Table 1: the large eigenvalues are as many as the clusters, within one.", "appendix A, table 1", ["table1"],
            r => OutlierCountClaims.WithinOne(Runs(r))),
        new(34, "Sample covariances have the outliers that theory says they have.", "appendix B", ["appendix-b"],
            r => LawClaims.OutliersArePredicted(Outliers(r))),
        new(35, "For linear models, the theory has the spectrum of the Gauss–Newton matrix.", "appendix B", ["linear-model"],
            r => LawClaims.LinearModelsHaveTheLaw(LinearFits(r))),
        new(36, "Wide and narrow are relative: widths are compared with each other, and have no absolute meaning.", "footnote 1", [],
            _ => new Judgement(Outcome.NotApplicable, "how to compare, and not what is so: no measurement can refute it")),
    ];

    /// <summary>Judgements as the verdicts of an experiment.</summary>
    /// <param name="judgements">For the number of each claim, what was found.</param>
    public static IReadOnlyList<Verdict> Verdicts(Dictionary<int, Judgement> judgements) =>
        [.. judgements.Select(j => new Verdict(All.Single(claim => claim.Number == j.Key).Text, j.Value.Outcome, j.Value.Evidence))];

    private static Judgement RightEdge(PublishedResults results) =>
        WidthInvarianceClaims.RightEdgeKeepsItsShape(WidthsOf(results, "figure4"));

    private static Judgement NegativeShare(PublishedResults results) =>
        WidthInvarianceClaims.NegativeShareIsFixed(WidthsOf(results, "figure6"));

    private static Judgement LeftEdges(PublishedResults results) => WidthInvarianceClaims.LeftEdgesConverge(WidthsOf(results, "figure6"));

    private static Judgement AllStopped(PublishedResults results)
    {
        IReadOnlyList<PublishedRow> networks = results.Rows("figure4", "figure4-runs");
        return WidthInvarianceClaims.AllStopped(
            networks.Count(n => n.Text("reason") == nameof(StoppingReason.GradientNorm)),
            networks.Count,
            networks.Max(n => n.Number("gradient_norm")));
    }

    private static Judgement SmallNegatives(PublishedResults results)
    {
        if (!Seeds("figure7").SequenceEqual(Seeds("figure8")))
        {
            throw new MissingResultException("figures 7 and 8 are of other seeds");
        }

        BatchEdges[] left = Batches(results, "figure7"), right = Batches(results, "figure8");
        return MagnitudeClaims.TinyNegatives(
            [.. left.Select(s => s.Large[0]), .. left.Select(s => s.Small[0])],
            [.. right.Select(s => s.Large[0]), .. right.Select(s => s.Small[0])]);

        IEnumerable<int> Seeds(string figure) => results.Rows(figure).Select(row => row.Whole("seed")).Distinct();
    }
}
