using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting.Plots;

namespace TorchCurvature.Experiments.AppendixB;

/// <summary>A spike of a population beside what is predicted.</summary>
/// <param name="Population">Which population.</param>
/// <param name="Predicted">Where it should end up.</param>
/// <param name="Measured">Where the samples showed it.</param>
internal sealed record SampledSpike(string Population, OutlierPrediction Predicted, MeasuredSpike Measured)
{
    /// <summary>By how many standard errors place or overlap miss the prediction, whichever is more.</summary>
    public double Errors => Math.Max(
        Math.Abs(Measured.Place - Predicted.Place) / Measured.PlaceError,
        Math.Abs(Measured.Overlap - Predicted.Overlap) / Measured.OverlapError);
}
