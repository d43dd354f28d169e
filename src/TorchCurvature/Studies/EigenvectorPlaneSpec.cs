namespace TorchCurvature.Studies;

/// <summary>
/// What <see cref="PlaneStudy.Around"/> looks at: the plane around a network along two eigenvectors of the Hessian of its training loss.
/// </summary>
public sealed record EigenvectorPlaneSpec
{
    /// <summary>Points of the grid along each side.</summary>
    public int Resolution { get; init; } = 21;

    /// <summary>
    /// The two eigenvectors: 1 is that of the largest eigenvalue, −1 that of the smallest, 2 and −2 those of the next ones.
    /// </summary>
    public IReadOnlyList<int> Eigenvectors { get; init; } = [1, 2];

    /// <summary>
    /// How far the picture goes along each eigenvector; null for as far as a quadratic of the larger curvature has ten times the loss of
    /// the network.
    /// </summary>
    public double? Radius { get; init; }

    /// <summary>Refuses what makes no sense.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    /// <exception cref="ArgumentException">These are not two different eigenvectors.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Resolution, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Radius ?? 1, nameof(Radius));
        if (!(Eigenvectors is [not 0 and not int.MinValue and var first, not 0 and not int.MinValue and var second] && first != second))
        {
            throw new ArgumentException("A plane goes along two different eigenvectors, counted from 1 or from −1.");
        }
    }
}
