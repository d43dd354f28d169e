namespace TorchCurvature.Studies.Parts;

/// <summary>What several processes can solve with.</summary>
/// <param name="Name">The solver that all of them have; null where one has none.</param>
/// <param name="Missing">Where there is none, what was looked for, in sentences.</param>
/// <param name="Processes">How many they are.</param>
/// <param name="ProcessesHere">How many of them share this machine's memory.</param>
internal sealed record SolverAnswer(string? Name, string Missing, int Processes, int ProcessesHere);
