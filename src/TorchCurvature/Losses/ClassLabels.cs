using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>Class labels 0 … C − 1, as int64 vectors [n].</summary>
internal static class ClassLabels
{
    public static void Check(Tensor outputs, Tensor labels, string loss)
    {
        if (labels.dtype != ScalarType.Int64 || labels.dim() != 1)
        {
            string remedy = labels.is_floating_point() ? "For real-valued targets take squared error" : "Convert labels with .to(int64)";
            throw new ArgumentException(
                $"The loss '{loss}' reads class labels, an int64 vector [n]; these targets are {labels.dtype} "
                    + $"[{string.Join(", ", labels.shape)}]. {remedy}.",
                nameof(labels));
        }

        using DisposeScope scope = NewDisposeScope();
        long largest = labels.max().item<long>(), smallest = labels.min().item<long>();
        if (smallest < 0 || largest >= outputs.shape[1])
        {
            throw new ArgumentException(
                $"The labels run from {smallest} to {largest}, but the model has {outputs.shape[1]} outputs, so labels run from 0 to "
                    + $"{outputs.shape[1] - 1}.",
                nameof(labels));
        }
    }

    public static Tensor OneHot(Tensor outputs, Tensor labels)
    {
        using Tensor integers = nn.functional.one_hot(labels, outputs.shape[1]);
        return integers.to(outputs.dtype);
    }
}
