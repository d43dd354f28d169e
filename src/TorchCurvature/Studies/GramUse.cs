using TorchCurvature.Curvature.Matrices;

namespace TorchCurvature.Studies;

/// <summary>The matrix that a point knows through its Gram matrix, and never whole.</summary>
/// <param name="Matrix">Which one.</param>
/// <param name="MostVectors">So many of its eigenvectors at most are kept, where any are.</param>
internal sealed record GramUse(CurvatureMatrix Matrix, int MostVectors);
