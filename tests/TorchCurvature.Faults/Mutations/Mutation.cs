namespace TorchCurvature.Faults.Mutations;

/// <summary>A mistake in the mathematics that tests have to see.</summary>
/// <param name="Room">The room of the file, whose tests they are.</param>
/// <param name="File">The file, from the repository's root.</param>
/// <param name="Old">Text that stands in it once.</param>
/// <param name="New">What takes its place.</param>
internal sealed record Mutation(string Room, string File, string Old, string New);
