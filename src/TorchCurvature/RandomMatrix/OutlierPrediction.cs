namespace TorchCurvature.RandomMatrix;

/// <summary>Where one eigenvalue of the population ends up among those of the sample covariance, in the limit.</summary>
public sealed record OutlierPrediction
{
    internal OutlierPrediction(double spike, bool isOutlier, double place, double overlap)
    {
        (Spike, IsOutlier, Place, Overlap) = (spike, isOutlier, place, overlap);
    }

    /// <summary>The eigenvalue of Σ.</summary>
    public double Spike { get; }

    /// <summary>Whether the sample shows it apart from the bulk.</summary>
    public bool IsOutlier { get; }

    /// <summary>The sample eigenvalue that belongs to it: an outlier, or a place in the bulk or at its edge.</summary>
    public double Place { get; }

    /// <summary>The squared scalar product of the sample eigenvector with the population's; 0 where there is no outlier.</summary>
    public double Overlap { get; }
}
