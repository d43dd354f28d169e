namespace TorchCurvature.Curvature.Gram;

/// <summary>
/// The loss is not convex in the outputs at this point: its Gauss–Newton matrix has negative eigenvalues, and no Gram matrix has.
/// </summary>
public sealed class IndefiniteLossException(string message) : NotSupportedException(message);
