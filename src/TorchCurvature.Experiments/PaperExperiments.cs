using TorchCurvature.Experiments.AppendixB;
using TorchCurvature.Experiments.Basins;
using TorchCurvature.Experiments.BatchSizes;
using TorchCurvature.Experiments.Figure1;
using TorchCurvature.Experiments.Figure2;
using TorchCurvature.Experiments.Figure3;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Table1;
using TorchCurvature.Experiments.Widths;

namespace TorchCurvature.Experiments;

/// <summary>Every experiment that there is. A new one is its folder and its line here.</summary>
public static class PaperExperiments
{
    /// <summary>The papers.</summary>
    public static IReadOnlyList<Paper> Papers { get; } =
    [
        new Paper(
            "Empirical Analysis of the Hessian of Over-Parametrized Neural Networks",
            [
                new InitialAndFinalSpectrum(),
                new PrincipalComponents(),
                new ScreePlots(),
                new OutlierTable(),
                new RightEdge(),
                new LeftEdge(),
                new LeftEdgeOverRatio(),
                new BatchLeftEdge(),
                new BatchRightEdge(),
                new LargeThenSmallBatch(),
                new LineThroughBothEnds(),
                new RandomMatrices(),
            ]),
        .. LaterPapers.All,
    ];

    /// <summary>The experiments of all papers.</summary>
    public static IReadOnlyList<Experiment> All { get; } = [.. Papers.SelectMany(p => p.Experiments)];
}
