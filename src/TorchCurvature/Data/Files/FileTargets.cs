using static TorchSharp.torch;

namespace TorchCurvature.Data.Files;

/// <summary>The targets of a file as a data set has them.</summary>
/// <param name="Values">Labels in int64, or real values.</param>
/// <param name="ClassCount">C of labels; null for real values.</param>
internal sealed record FileTargets(Tensor Values, int? ClassCount);
