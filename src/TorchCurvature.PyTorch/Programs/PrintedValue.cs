namespace TorchCurvature.PyTorch.Programs;

/// <summary>A value as TorchScript says it.</summary>
/// <param name="Text">The expression.</param>
/// <param name="ListType">The type that the expression alone does not tell, so that a variable of that type has to hold it.</param>
internal sealed record PrintedValue(string Text, string? ListType = null);
