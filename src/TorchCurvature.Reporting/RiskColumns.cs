using TorchCurvature.Landscape;

namespace TorchCurvature.Reporting;

/// <summary>The columns for loss and accuracy on training and test data; empty where the targets are not labels.</summary>
internal static class RiskColumns
{
    internal const string Header =
        "train_loss,train_accuracy,test_loss,test_accuracy,train_loss_standard_error,train_accuracy_standard_error,test_loss_standard_error,test_accuracy_standard_error";

    internal static string Of(MeasuredRisk train, MeasuredRisk test) => FormattableString.Invariant(
        $"{train.Loss:G17},{train.Accuracy:G17},{test.Loss:G17},{test.Accuracy:G17},{train.LossStandardError:G17},{train.AccuracyStandardError:G17},{test.LossStandardError:G17},{test.AccuracyStandardError:G17}");
}
