namespace TorchCurvature.Studies.Estimates;

/// <summary>What a part of a run is, and how long it takes.</summary>
/// <param name="What">Its name in the sentence of the whole.</param>
/// <param name="Seconds">About how long.</param>
/// <param name="IsAtMost">Whether it may end earlier, as a training does that stops by itself.</param>
internal sealed record EstimatedPart(string What, double Seconds, bool IsAtMost = false)
{
    // The process, the libraries, the data and the measurements.
    private const double StartSeconds = 2;
    private const double FileSeconds = 0.7;

    /// <summary>The start, and the tables, figures and page of so many points, which hardly depend on the network.</summary>
    public static EstimatedPart StartAndFiles(int points = 1) => new("start and files", StartSeconds + (points * FileSeconds));
}
