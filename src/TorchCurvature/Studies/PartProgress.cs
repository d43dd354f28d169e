namespace TorchCurvature.Studies;

/// <summary>The progress of one part of a study, told on the thread that computes.</summary>
internal sealed class PartProgress(IProgress<StudyProgress>? study, string part) : IProgress<double>
{
    public void Report(double value) => study?.Report(new StudyProgress(part, value));
}
