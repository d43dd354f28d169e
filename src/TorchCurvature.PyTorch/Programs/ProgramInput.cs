namespace TorchCurvature.PyTorch.Programs;

/// <summary>An argument of a program's graph.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Argument">What the nodes of the graph call it.</param>
/// <param name="Target">What PyTorch calls the parameter, buffer or constant; what the nodes call it where it is data.</param>
internal sealed record ProgramInput(InputKind Kind, string Argument, string Target);
