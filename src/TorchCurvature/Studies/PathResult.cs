using TorchCurvature.Landscape;

namespace TorchCurvature.Studies;

/// <summary>A path between two networks, at the same positions on training and test data.</summary>
public sealed record PathResult
{
    internal PathResult(PathProfile train, PathProfile? test) =>
        (Train, Test) = (train, test);

    /// <summary>The training loss along it, with λ max of its Hessian where that was asked for.</summary>
    public PathProfile Train { get; }

    /// <summary>The test loss; null where there are no test data.</summary>
    public PathProfile? Test { get; }
}
