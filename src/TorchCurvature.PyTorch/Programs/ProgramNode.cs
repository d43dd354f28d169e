using System.Text.Json;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>One operation of a program.</summary>
/// <param name="Target">The operator, such as <c>torch.ops.aten.add.Tensor</c>.</param>
/// <param name="Arguments">What it is given.</param>
/// <param name="Outputs">What its results are called: unions such as <c>{"as_tensor": {"name": …}}</c>.</param>
internal sealed record ProgramNode(string Target, IReadOnlyList<NodeArgument> Arguments, IReadOnlyList<JsonProperty> Outputs);
