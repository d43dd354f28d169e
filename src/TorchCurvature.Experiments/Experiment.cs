using TorchCurvature.Experiments.AppendixB;
using TorchCurvature.Experiments.Basins;
using TorchCurvature.Experiments.BatchSizes;
using TorchCurvature.Experiments.Figure1;
using TorchCurvature.Experiments.Figure2;
using TorchCurvature.Experiments.Figure3;
using TorchCurvature.Experiments.Table1;
using TorchCurvature.Experiments.Widths;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments;

/// <summary>A figure or table of the paper that can be made again.</summary>
public abstract class Experiment
{
    /// <summary>All experiments, in the order of the paper.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new InitialAndFinalSpectrum(), new PrincipalComponents(), new ScreePlots(), new OutlierTable(), new RightEdge(), new LeftEdge(), new LeftEdgeOverRatio(), new BatchLeftEdge(), new BatchRightEdge(),
        new LargeThenSmallBatch(), new LineThroughBothEnds(), new RandomMatrices(),
    ];

    /// <summary>Its name on the command line, like <c>figure1</c>; also that of its files.</summary>
    public abstract string Name { get; }

    /// <summary>What it shows, in a sentence.</summary>
    public abstract string Title { get; }

    /// <summary>Files that it writes, manifest and page aside.</summary>
    public virtual IReadOnlyList<string> Files => [$"{Name}.csv", .. PlotFiles.Of(Name)];

    /// <summary>Measures, writes table, pictures and page, and judges the paper's claims.</summary>
    /// <param name="context">Preset, seeds and the cells' store.</param>
    /// <param name="directory">Where the files go.</param>
    /// <param name="cancellation">Stops; finished cells stay.</param>
    public abstract IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation);
}
