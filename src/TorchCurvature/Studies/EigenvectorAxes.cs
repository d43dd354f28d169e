using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Studies;

/// <summary>The axes of a plane along two eigenvectors of a Hessian.</summary>
public sealed record EigenvectorAxes
{
    internal EigenvectorAxes(double radius, IReadOnlyList<RitzPair> eigenpairs) =>
        (Radius, Eigenpairs) = (radius, eigenpairs);

    /// <summary>How far the grid goes along each, to either side.</summary>
    public double Radius { get; }

    /// <summary>The eigenvalue of the horizontal axis and that of the vertical one.</summary>
    public IReadOnlyList<RitzPair> Eigenpairs { get; }
}
