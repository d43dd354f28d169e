using TorchCurvature.Curvature;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>Hears what a <see cref="TrainStudy"/> records, on the thread that computes.</summary>
public interface ITrainObserver
{
    /// <summary>The run begins, or goes on.</summary>
    /// <param name="before">What was recorded before; empty where it begins.</param>
    void Begin(TrainResults before);

    /// <summary>Loss and accuracy were recorded.</summary>
    /// <param name="record">They.</param>
    void Add(RiskRecord record);

    /// <summary>The largest eigenvalues were found.</summary>
    /// <param name="record">They.</param>
    void Add(LargestEigenvalueRecord record);

    /// <summary>The run ends: it is finished, was cancelled or has diverged. Its folder's manifest is not written yet.</summary>
    /// <param name="results">All that was recorded.</param>
    void Finish(TrainResults results);
}
