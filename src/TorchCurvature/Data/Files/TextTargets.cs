using static TorchSharp.torch;

namespace TorchCurvature.Data.Files;

/// <summary>The targets of a table.</summary>
/// <param name="Values">[N], int64 where all are whole.</param>
/// <param name="ClassNames">The names of the classes, where the targets are words.</param>
internal sealed record TextTargets(Tensor Values, IReadOnlyList<string>? ClassNames);
