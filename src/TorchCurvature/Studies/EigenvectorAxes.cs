using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Studies;

/// <summary>The axes of a plane along two eigenvectors of a Hessian.</summary>
/// <param name="Radius">How far the grid goes along each, to either side.</param>
/// <param name="Eigenpairs">The eigenvalue of the horizontal axis and that of the vertical one.</param>
public sealed record EigenvectorAxes(double Radius, IReadOnlyList<RitzPair> Eigenpairs);
