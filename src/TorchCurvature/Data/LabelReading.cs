using System.Globalization;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>Targets that stand for class labels: whole numbers in any type, and one-hot rows.</summary>
internal static class LabelReading
{
    /// <summary>Labels of one-hot rows, or of whole numbers.</summary>
    /// <param name="name">What messages call the data.</param>
    /// <param name="targets">[N, …].</param>
    /// <exception cref="ArgumentException">They are neither; the message names the first example that is not.</exception>
    public static ReadLabels OfAny(string name, Tensor targets) => IsOneHot(targets) ? OfOneHot(targets) : OfWholeNumbers(name, targets);

    /// <summary>Whether every row [C], C ≥ 2, is 1 at one place and 0 at the others.</summary>
    public static bool IsOneHot(Tensor targets)
    {
        if (targets.dim() != 2 || targets.shape[1] < 2)
        {
            return false;
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor numbers = targets.to(float64);
        Tensor isOne = numbers.IsEqualTo(1), isZero = numbers.IsEqualTo(0);
        return isOne.logical_or(isZero).all().item<bool>() && isOne.sum(1).IsEqualTo(1).all().item<bool>();
    }

    /// <summary>The places of the ones; C is the number of columns.</summary>
    public static ReadLabels OfOneHot(Tensor targets)
    {
        using Tensor numbers = targets.to(float64);
        return new ReadLabels(numbers.argmax(1), (int)targets.shape[1]);
    }

    /// <summary>Whole numbers from 0 as they are, beside those that stand for no label; C is one more than the largest.</summary>
    /// <exception cref="ArgumentException">One is not whole, or negative; the message names its example.</exception>
    public static ReadLabels OfWholeNumbers(string name, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor labels = targets.to(int64);
        Refuse(labels.to(targets.dtype).ne(targets), "class labels are whole numbers");
        Refuse(labels.IsBelow(0).logical_and(labels.IsUnequalTo(Dataset.LeftOutLabel)), "class labels start at 0");
        long largest = labels.max().item<long>();
        if (largest >= int.MaxValue)
        {
            throw new ArgumentException($"{name}: the largest target is {largest}, which is no class label.", nameof(targets));
        }

        return new ReadLabels(labels.MoveToOuterDisposeScope(), (int)Math.Max(0, largest) + 1);

        void Refuse(Tensor isWrong, string reason)
        {
            if (isWrong.any().item<bool>())
            {
                long place = isWrong.reshape(-1).to(int64).argmax().item<long>();
                string value = targets.reshape(-1)[place].to(float64).item<double>().ToString("R", CultureInfo.InvariantCulture);
                throw new ArgumentException(
                    $"{name}: the target of example {place / (targets.numel() / targets.shape[0])} is {value}, and {reason}.",
                    nameof(targets));
            }
        }
    }
}
