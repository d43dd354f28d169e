using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary>
/// <c>track.csv</c>: how the spectrum of the Hessian and the share of its functional part move while a network is trained,
/// a line for each step looked at.
/// </summary>
public static class TrackTable
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "track.csv";

    /// <summary>Writes the table.</summary>
    /// <param name="run">The run that the table belongs to.</param>
    /// <param name="track">The moments in order.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(RunDirectory run, IReadOnlyList<TrackedSpectrum> track)
    {
        ArgumentNullException.ThrowIfNull(track);
        CsvTable.Write(run, FileName, track,
        [
            new("step", t => t.Step),
            new("loss", t => t.Loss),
            new("gradient_norm", t => t.GradientNorm),
            new("lambda_max", t => t.Spectrum.Largest),
            new("lambda_min", t => t.Spectrum.Smallest),
            new("negatives", t => t.Spectrum.NegativeCount),
            new("functional_to_hessian", t => t.FunctionalToHessian),
            .. Enum.GetValues<OutlierRule>().Select(rule => new Column<TrackedSpectrum>(
                rule.Name().Replace('-', '_'), t => t.Outliers.Single(o => o.Rule == rule).Count)),
        ]);
    }
}
