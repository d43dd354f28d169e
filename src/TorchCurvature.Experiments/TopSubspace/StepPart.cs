namespace TorchCurvature.Experiments.TopSubspace;

/// <summary>Which part of a step is taken.</summary>
internal enum StepPart
{
    /// <summary>All of it.</summary>
    All,

    /// <summary>What lies in the span of the C top eigenvectors.</summary>
    Dominant,

    /// <summary>What is orthogonal to it.</summary>
    Bulk,
}
