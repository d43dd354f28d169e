namespace TorchCurvature.Experiments.Knees;

/// <summary>The upper ends of two spectra of one seed, as <see cref="LogScree"/> has them, in any lengths.</summary>
/// <param name="One">Of the one network.</param>
/// <param name="Other">Of the other.</param>
internal sealed record ScreePair(IReadOnlyList<double> One, IReadOnlyList<double> Other)
{
    /// <summary>The first so many of both.</summary>
    public ScreePair Take(int length) => new([.. One.Take(length)], [.. Other.Take(length)]);
}
