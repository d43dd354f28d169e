using TorchCurvature.Curvature;

namespace TorchCurvature.Experiments.Claims;

/// <summary>A look at a training with a large and then a small batch.</summary>
/// <param name="Phase">1 with the large batch, 2 with the small one.</param>
/// <param name="TrainLoss">Loss on training data.</param>
/// <param name="TrainAccuracy">Accuracy on them.</param>
/// <param name="TestLoss">Loss on test data.</param>
/// <param name="TestAccuracy">Accuracy on them.</param>
internal sealed record TrainingLook(int Phase, double TrainLoss, double TrainAccuracy, double TestLoss, double TestAccuracy)
{
    /// <summary>The look of a record that has test data.</summary>
    public static TrainingLook Of(RiskRecord record) => new(
        record.Phase, record.Train.Loss, record.Train.Accuracy ?? double.NaN, record.Test!.Loss, record.Test.Accuracy ?? double.NaN);
}
