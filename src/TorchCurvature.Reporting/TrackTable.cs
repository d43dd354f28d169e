using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary><c>track.csv</c>: how the spectrum of the Hessian and the share of its functional part move while a network is trained, a line for each step looked at.</summary>
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
        OutlierRule[] rules = Enum.GetValues<OutlierRule>();
        CsvTable.Write(
            run, FileName,
            "step,loss,gradient_norm,lambda_max,lambda_min,negatives,functional_to_hessian," + string.Join(",", rules.Select(r => r.Name().Replace('-', '_'))),
            track.Select(FormattableString (t) =>
                $"{t.Step},{t.Loss:G17},{t.GradientNorm:G17},{t.Spectrum.Largest:G17},{t.Spectrum.Smallest:G17},{t.Spectrum.NegativeCount},{t.FunctionalToHessian:G17},{string.Join(',', rules.Select(r => t.Outliers.Single(o => o.Rule == r).Count))}"));
    }
}
