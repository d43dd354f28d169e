using TorchCurvature.Experiments.AppendixB;
using TorchCurvature.Experiments.Basins;
using TorchCurvature.Experiments.BatchSizes;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Descents;
using TorchCurvature.Experiments.Figure1;
using TorchCurvature.Experiments.Figure2;
using TorchCurvature.Experiments.Figure3;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.LinearModel;
using TorchCurvature.Experiments.SecondTerm;
using TorchCurvature.Experiments.Singularity;
using TorchCurvature.Experiments.Starts;
using TorchCurvature.Experiments.Table1;
using TorchCurvature.Experiments.Widths;

namespace TorchCurvature.Experiments;

/// <summary>Every experiment that there is. A new one is its folder and its line here.</summary>
public static class PaperExperiments
{
    private static readonly Experiment[] _measured =
    [
        new InitialAndFinalSpectrum(),
        new PrincipalComponents(),
        new ScreePlots(),
        new OutlierTable(),
        new BatchSizesOfSpread10(),
        new RightEdge(),
        new LeftEdge(),
        new LeftEdgeOverRatio(),
        new BatchLeftEdge(),
        new BatchRightEdge(),
        new LargeThenSmallBatch(),
        new LineThroughBothEnds(),
        new RandomMatrices(),
        new LinearModels(),
        new SingularityRows(),
        new BothTerms(),
        new FullAndSmallBatches(),
        new RandomStarts(),
    ];

    /// <summary>The papers.</summary>
    public static IReadOnlyList<Paper> Papers { get; } =
    [
        // The claims are judged by what the others have written, and therefore last.
        new Paper(
            "Empirical Analysis of the Hessian of Over-Parametrized Neural Networks", [.. _measured, new ClaimsByResults(_measured)]),
        .. LaterPapers.All,
    ];

    /// <summary>The experiments of all papers.</summary>
    public static IReadOnlyList<Experiment> All { get; } = [.. Papers.SelectMany(p => p.Experiments)];
}
