using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies.Runs;

/// <summary>One checkpoint, as the manifest of a <see cref="CheckpointTrackStudy"/> says it.</summary>
internal sealed record CheckpointEntry(CheckpointCurvature Point)
{
    private CheckpointCurvature Point { get; } = Point;

    public string File => Point.Path;

    public long? Step => Point.Step;

    public double Loss => Point.Risk.Loss;

    public double? GradientNorm => Point.Risk.GradientNorm;

    public double? LearningRate => Point.Training.LearningRate;

    public double? StabilityThreshold => Point.StabilityThreshold;

    public Search? Hessian => Search.Of(Point.Hessian);

    public Search? Preconditioned => Search.Of(Point.Preconditioned);

    public string? WhyNotPreconditioned => Point.WhyNotPreconditioned;

    public double? Trace => Point.Trace?.Value;

    public double? TraceStandardError => Point.Trace?.StandardError;

    public DensityEntry? Density => DensityEntry.Of(Point.Density, Point.DensityCurve, accuracy: null);

    public long Products => Point.Products;

    public double Seconds => Point.Seconds;

    /// <summary>How a search for the largest eigenvalues ended.</summary>
    internal sealed record Search(double LargestEigenvalue, SolverStatus Status, bool IsConfirmed, long Products)
    {
        public static Search? Of(LargestEigenvalueRecord? found) =>
            found is null ? null : new Search(found.Largest, found.Status, found.IsConfirmed, found.Products);
    }
}
