using TorchCurvature.Spectra;
using TorchCurvature.Studies;

namespace TorchCurvature.Reporting.Summaries;

/// <summary>The Hessian's parts at one point.</summary>
internal static class SplitSummary
{
    // Of what is printed.
    private const double Digits = 5e-4;

    public static SummaryTable Table(ExactResult point)
    {
        SplitResult found = point.Split!;
        HessianSplit split = found.Split;
        EigenvectorShare largest = split.Shares[0], smallest = split.Shares[^1];
        string decay = found.WeightDecay > 0 ? ", without λI" : "";
        string leastTrivial = Show.Count(Math.Max(0, split.Hessian.Dimension - found.TermCount));
        IReadOnlyList<IReadOnlyList<string>> rows =
        [
            Row("λ max", p => Show.Brief(p.Spectrum.Largest)),
            Row("λ min", p => Show.Brief(p.Spectrum.Smallest)),
            Row("negative", p => Show.Count(p.Spectrum.NegativeCount)),
            Row("rank (λ > √ε·λ max)", p => Show.Count(p.SpectrumOfData.NumericalRank(p.SpectrumOfData.RelativeFloor))),
            Row("trivial (the others)", p => Show.Count(p.SpectrumOfData.CountNearZero(p.SpectrumOfData.RelativeFloor))),
            Row("rank at most", p => Show.Count(p.RankBound)),
            ["trivial at least (P − N)", "", "", "", leastTrivial],
            ["norm / norm of H", "1", "", Show.Brief(split.FunctionalToHessian), ""],
            [
                $"overlap with H's top {split.OverlapDimension}", "1", Show.Ratio(split.GaussNewtonOverlap), "",
                Show.Ratio(split.EmpiricalFisherOverlap),
            ],
            ["share in λ max", "1", Share(largest.First, largest), Share(largest.Second, largest), ""],
            ["share in λ min", "1", Share(smallest.First, smallest), Share(smallest.Second, smallest), ""],
            ["class means explain", "", Show.Percent(found.ExplainedShare), "", ""],
            [$"λ max from class means{decay}", "", Show.Brief(found.PredictedOutliers[0]), "", ""],
        ];
        return new SummaryTable(point.Name, [.. found.Parts.Select(p => p.Matrix.Symbol)], rows)
        {
            Caption = found.WeightDecayRemark,
        };

        IReadOnlyList<string> Row(string label, Func<SplitPart, string> cell) => [label, .. found.Parts.Select(cell)];
    }

    private static string Share(double? share, EigenvectorShare of)
    {
        if (share is not { } value)
        {
            return "λ is rounding";
        }

        return of.Error > Digits ? $"{Show.Ratio(value)} ± {Show.Error(of.Error.Value)}" : Show.Ratio(value);
    }
}
