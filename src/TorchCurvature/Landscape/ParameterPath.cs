using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>A curve w(t) in the space of parameters with w(0) = w_A and w(1) = w_B exactly.</summary>
/// <remarks>Owns copies of its points in their precision and on their device.</remarks>
public abstract class ParameterPath : IDisposable
{
    /// <summary>Copies the points.</summary>
    /// <param name="points">w_A, what lies between, and w_B: vectors [P].</param>
    /// <exception cref="ArgumentException">The points are not vectors of one length, precision and device.</exception>
    protected ParameterPath(params IReadOnlyList<Tensor> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        PointChecks.RequireAlike(points, nameof(points));
        using DisposeScope scope = NewDisposeScope();
        Points = [.. points.Select(p => p.detach().clone().DetachFromDisposeScope())];
    }

    /// <summary>P.</summary>
    public long Dimension => Points[0].shape[0];

    /// <summary>The points that define the path, first to last.</summary>
    protected IReadOnlyList<Tensor> Points { get; }

    /// <summary>w(t) as a vector [P] that the caller owns.</summary>
    /// <param name="position">t; below 0 and above 1 the path goes on beyond its ends.</param>
    public Tensor At(double position)
    {
        using DisposeScope scope = NewDisposeScope();
        double[] weights = Weights(position);
        Tensor sum = Points[0].Times(weights[0]);
        for (int i = 1; i < Points.Count; i++)
        {
            sum.AddScaledInPlace(Points[i], weights[i]);
        }

        return sum.MoveToOuterDisposeScope();
    }

    /// <summary>Releases the copies.</summary>
    public void Dispose()
    {
        foreach (Tensor point in Points)
        {
            point.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The weight of each of <see cref="Points"/> in w(t): 1, 0, … at 0 and …, 0, 1 at 1.</summary>
    /// <param name="position">t.</param>
    protected abstract double[] Weights(double position);
}
