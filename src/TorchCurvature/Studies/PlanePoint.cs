namespace TorchCurvature.Studies;

/// <summary>A trained network in a plane. The grid need not meet it, so it has its losses here.</summary>
public sealed record PlanePoint
{
    internal PlanePoint(string point, double x, double y, double trainLoss, double? testLoss) =>
        (Point, X, Y, TrainLoss, TestLoss) = (point, x, y, trainLoss, testLoss);

    /// <summary>A, B or C.</summary>
    public string Point { get; }

    /// <summary>Its place along the horizontal axis.</summary>
    public double X { get; }

    /// <summary>Its place along the vertical axis.</summary>
    public double Y { get; }

    /// <summary>Its training loss.</summary>
    public double TrainLoss { get; }

    /// <summary>Its test loss; null where there are no test data.</summary>
    public double? TestLoss { get; }
}
