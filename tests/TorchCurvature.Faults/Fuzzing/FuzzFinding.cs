namespace TorchCurvature.Faults.Fuzzing;

/// <summary>Something that a reader's documentation does not allow.</summary>
/// <param name="Reader">The reader.</param>
/// <param name="Seed">The input's seed.</param>
/// <param name="File">The file that was damaged.</param>
/// <param name="What">What happened.</param>
/// <param name="Kept">Where the input is kept; null where one like it is kept already.</param>
internal sealed record FuzzFinding(string Reader, long Seed, string File, string What, string? Kept);
