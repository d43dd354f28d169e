using System.Text.Json;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>An argument of a node.</summary>
/// <param name="Name">What the operator's schema calls it.</param>
/// <param name="IsKeyword">Whether it is given by that name.</param>
/// <param name="Kind">Which kind of value it is, such as <c>as_tensor</c>.</param>
/// <param name="Value">The value.</param>
internal sealed record NodeArgument(string Name, bool IsKeyword, string Kind, JsonElement Value);
