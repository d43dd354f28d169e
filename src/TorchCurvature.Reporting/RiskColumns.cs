using TorchCurvature.Landscape;

namespace TorchCurvature.Reporting;

/// <summary>The columns for loss and accuracy on training and test data; an accuracy is empty where the targets are not labels, and
/// what is of test data where there are none.</summary>
internal static class RiskColumns
{
    /// <summary>Losses and accuracies, then the standard error of each.</summary>
    internal static IReadOnlyList<Column<T>> Of<T>(Func<T, MeasuredRisk> train, Func<T, MeasuredRisk?> test) =>
    [
        new("train_loss", row => train(row).Loss),
        new("train_accuracy", row => train(row).Accuracy),
        new("test_loss", row => test(row)?.Loss),
        new("test_accuracy", row => test(row)?.Accuracy),
        new("train_loss_standard_error", row => train(row).LossStandardError),
        new("train_accuracy_standard_error", row => train(row).AccuracyStandardError),
        new("test_loss_standard_error", row => test(row)?.LossStandardError),
        new("test_accuracy_standard_error", row => test(row)?.AccuracyStandardError),
    ];
}
