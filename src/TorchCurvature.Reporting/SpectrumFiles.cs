using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Reporting.Plots;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>The tables and figures of a study of spectra.</summary>
public static class SpectrumFiles
{
    /// <summary>Names of all files that there may be.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        EigenvalueTable.FileName, SpectrumArchive.FileName, TrackTable.FileName, NoiseTable.FileName,
        .. PlotFiles.Of(SpectrumPlot.DefaultName, ScreePlot.DefaultName, TrainingCurvePlot.DefaultName, TrackPlot.DefaultName),
        .. SplitFiles.Names, .. KernelFiles.Names, .. ProductFiles.Names, .. LayerFiles.Names, .. TheoryFiles.Names,
    ];

    /// <summary>Writes what is known of the points.</summary>
    /// <param name="run">The run that the files belong to.</param>
    /// <param name="outcome">What was found so far.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, SpectrumOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        CurvatureMatrix matrix = outcome.Spec.Matrix;
        if (outcome.Exact.Count > 0)
        {
            WriteSpectra(run, matrix, outcome.Exact);
            SplitFiles.Write(run, outcome.Exact);
            NoiseTable.Write(run, outcome.Exact);
            KernelFiles.Write(run, outcome.Exact);
            TheoryFiles.Write(run, outcome.Exact);
        }

        if (outcome.Products.Count > 0)
        {
            ProductFiles.Write(run, matrix, outcome.Products);
        }

        LayerFiles.Write(run, matrix, outcome.Layers);
        if (outcome.Training is not null)
        {
            WriteTrack(run, outcome);
        }
    }

    /// <summary>Writes what is known of the training.</summary>
    /// <param name="run">The run that the files belong to.</param>
    /// <param name="outcome">What was found so far; its training has ended.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void WriteTraining(RunDirectory run, SpectrumOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        TrainingCurvePlot.Write(run, outcome.Training!);
        WriteTrack(run, outcome);
    }

    private static void WriteTrack(RunDirectory run, SpectrumOutcome outcome)
    {
        if (outcome.Track.Count > 0)
        {
            TrackTable.Write(run, outcome.Track);
            TrackPlot.Write(run, outcome.Track);
        }
    }

    private static void WriteSpectra(RunDirectory run, CurvatureMatrix matrix, IReadOnlyList<ExactResult> points)
    {
        NamedSpectrum[] spectra = [.. points.Select(p => new NamedSpectrum(p.Name, p.Spectrum))];
        EigenvalueTable.Write(run, spectra);
        SpectrumArchive.Write(run, [.. points.Select(p => new ArchivedSpectrum(p.Name, p.Spectrum, p.Pairs, p.Kernel?.Matrix))]);
        SpectrumPlot.Write(run, matrix.Title, [.. points.Select(Panel)]);
        ScreePlot.Write(run, matrix.Title, spectra, points[^1].Outliers);
    }

    private static NamedSpectrum Panel(ExactResult point)
    {
        string place = PointNames.Place(point.Name);
        return new NamedSpectrum(
            char.ToUpperInvariant(place[0]) + place[1..], point.Spectrum,
            point.Outliers.SingleOrDefault(o => o.Rule == OutlierRule.BulkEdge));
    }
}
