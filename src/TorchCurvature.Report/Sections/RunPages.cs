using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>Makes of a run's folder what a page says of it.</summary>
internal static class RunPages
{
    // In the order of the page: what a run is about comes first.
    private static readonly Func<RunFolder, Section?>[] _sections =
    [
        SpectrumSection.Of, DensitySection.Of, TrainingSection.Of, CheckpointSection.Of, PathSection.Of, PlaneSection.Of, KeskarSection.Of,
        LawSection.Of, VerdictSection.Of, SplitSection.Of, LayerSection.Of, KernelSection.Of, TheorySection.Of, NoiseSection.Of,
        TrackSection.Of,
    ];

    public static RunPage Of(RunFolder run)
    {
        Section[] sections = [.. _sections.Select(section => section(run)).OfType<Section>()];
        return new RunPage(
            run.Name, Subject(run), Facts.Of(run), Headlines.Of(run), sections, RerunCommand.Of(run), run.ManifestText, run.Problems);
    }

    private static string Subject(RunFolder run) => run.Command switch
    {
        "spectrum" => $"Spectrum of the {Matrix(run)}",
        "train" => "Training",
        "track" => "Curvature at the checkpoints of a training",
        "interpolate" => "The straight line between two networks",
        "connect" => "A curve of low loss between two networks",
        "plane" => "The loss over a plane",
        "sharpness" => "Keskar sharpness",
        "reproduce" => $"Reproduction of {run.Manifest["experiment"].Text}",
        "theory bbp" => "The transition of Baik, Ben Arous and Péché",
        "theory outliers" => "Bulks and outliers of a population",
        "theory marchenko-pastur" => "The Marchenko–Pastur law",
        "" => "A run",
        var other => other,
    };

    private static string Matrix(RunFolder run) => run.Manifest["options"]["curvature"].Text switch
    {
        "gauss-newton" => "Gauss–Newton matrix",
        "functional" => "functional part of the Hessian",
        "empirical-fisher" => "empirical Fisher",
        "" or "hessian" => "Hessian",
        var other => other.Replace('-', ' '),
    };
}
