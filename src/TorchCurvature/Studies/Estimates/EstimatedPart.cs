namespace TorchCurvature.Studies.Estimates;

/// <summary>What a part of a run is, and how long it takes.</summary>
/// <param name="What">Its name in the sentence of the whole.</param>
/// <param name="Seconds">About how long.</param>
/// <param name="IsAtMost">Whether it may end earlier, as a training does that stops by itself.</param>
internal sealed record EstimatedPart(string What, double Seconds, bool IsAtMost = false)
{
    private const double FileSeconds = 1.5;

    /// <summary>The tables, figures and page of so many points, which hardly depend on the network.</summary>
    public static EstimatedPart Files(int points = 1) => new("files", points * FileSeconds);
}
