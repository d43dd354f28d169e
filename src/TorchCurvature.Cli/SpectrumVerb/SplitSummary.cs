using Spectre.Console;
using Spectre.Console.Rendering;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Spectra;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>The table of <c>--split</c> for one point.</summary>
internal static class SplitSummary
{
    public static IRenderable Table(PointAnalysis point)
    {
        SplitAnalysis analysis = point.Split!;
        HessianSplit split = analysis.Split;
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn($"{point.Name}");
        foreach ((CurvatureMatrix matrix, _) in analysis.Spectra)
        {
            table.AddColumn(new TableColumn(matrix.Symbol).RightAligned());
        }

        Row("λ max", s => Show.Brief(s.Largest));
        Row("λ min", s => Show.Brief(s.Smallest));
        Row("negative", s => $"{s.NegativeCount:N0}");
        Spectrum[] ofData = [.. analysis.SpectraOfData.Select(s => s.Spectrum)];
        table.AddRow(["rank (λ > √ε·λ max)", .. ofData.Select(s => $"{s.NumericalRank(s.RelativeFloor):N0}")]);
        table.AddRow(["trivial (the others)", .. ofData.Select(s => $"{s.CountNearZero(s.RelativeFloor):N0}")]);
        long dimension = split.Hessian.Dimension;
        table.AddRow(["rank at most", .. analysis.Spectra.Select(s => $"{analysis.RankBounds[s.Matrix]:N0}")]);
        table.AddRow("trivial at least (P − N)", "", "", "", $"{Math.Max(0, dimension - analysis.ExampleCount):N0}");
        table.AddRow("norm / norm of H", "1", "", Show.Brief(split.FunctionalToHessian), "");
        table.AddRow(
            $"overlap with H's top {split.OverlapDimension}", "1", Show.Ratio(split.GaussNewtonOverlap), "",
            Show.Ratio(split.GradientCovarianceOverlap));
        EigenvectorShare[] ends = [split.Shares[0], split.Shares[^1]];
        table.AddRow("share in λ max", "1", Share(ends[0].First, ends[0]), Share(ends[0].Second, ends[0]), "");
        table.AddRow("share in λ min", "1", Share(ends[1].First, ends[1]), Share(ends[1].Second, ends[1]), "");
        table.AddRow("class means explain", "", Show.Percent(analysis.ExplainedShare), "", "");
        table.AddRow(analysis.WeightDecay > 0 ? "λ max from class means, without λI" : "λ max from class means", "",
            Show.Brief(analysis.PredictedOutliers[0]), "", "");
        if (analysis.WeightDecayRemark is { } remark)
        {
            table.Caption = new TableTitle(remark);
        }

        return table;

        void Row(string label, Func<Spectrum, string> cell) => table.AddRow([label, .. analysis.Spectra.Select(s => cell(s.Spectrum))]);
    }

    private static string Share(double? share, EigenvectorShare of)
    {
        const double Digits = 5e-4; // of what is printed
        string error = of.Error > Digits ? $" ± {Show.Error(of.Error.Value)}" : "";
        return share is { } value ? $"{Show.Ratio(value)}{error}" : "λ is rounding";
    }
}
