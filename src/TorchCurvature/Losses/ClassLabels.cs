using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>Class labels 0 … C − 1, as int64 vectors [n].</summary>
internal static class ClassLabels
{
    public static void Check(Tensor outputs, Tensor labels, string loss, long? ignoreIndex = null)
    {
        RequireVector(labels, loss);
        RequireRange(labels, outputs.shape[1], "the model", "outputs", ignoreIndex);
    }

    public static void RequireVector(Tensor labels, string loss)
    {
        if (labels.dtype != ScalarType.Int64 || labels.dim() != 1)
        {
            string remedy = labels.is_floating_point() ? "For real-valued targets take squared error" : "Convert labels with .to(int64)";
            throw new ArgumentException(
                $"The loss '{loss}' reads class labels, an int64 vector [n]; these targets are {labels.dtype} "
                    + $"[{string.Join(", ", labels.shape)}]. {remedy}.",
                nameof(labels));
        }
    }

    /// <summary>Refuses labels beyond a number of classes, but for the one that is ignored.</summary>
    public static void RequireRange(Tensor labels, long classes, string owner, string things, long? ignoreIndex)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor counted = ignoreIndex is { } ignored ? labels.masked_select(labels.IsUnequalTo(ignored)) : labels;
        if (counted.numel() == 0)
        {
            return;
        }

        long largest = counted.max().item<long>(), smallest = counted.min().item<long>();
        if (smallest < 0 || largest >= classes)
        {
            string remedy = smallest < 0 && largest < classes && ignoreIndex is null
                ? $" Where {smallest} stands for what does not count, give it as the ignored index of cross-entropy."
                : "";
            throw new ArgumentException(
                $"The labels run from {smallest} to {largest}, but {owner} has {classes} {things}, so labels run from 0 to "
                    + $"{classes - 1}.{remedy}",
                nameof(labels));
        }
    }

    public static Tensor OneHot(Tensor outputs, Tensor labels)
    {
        using Tensor integers = nn.functional.one_hot(labels, outputs.shape[1]);
        return integers.to(outputs.dtype);
    }
}
