using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>What a <see cref="Dataset"/> asks of its tensors.</summary>
internal static class ExampleChecks
{
    public static void RequireInputs(string name, Tensor inputs)
    {
        if (!inputs.is_floating_point())
        {
            throw new ArgumentException($"{name}: inputs are {inputs.dtype}; convert them to a floating-point dtype.", nameof(inputs));
        }

        if (inputs.dim() == 0 || inputs.numel() == 0)
        {
            throw new ArgumentException($"{name}: inputs are {Shape(inputs)}; at least one example is needed.", nameof(inputs));
        }

        if (FirstNotFinite(inputs) is { } index)
        {
            throw new ArgumentException($"{name}: the input of example {index} is not finite; remove or repair it.", nameof(inputs));
        }
    }

    public static void RequireLabels(string name, Tensor inputs, Tensor labels, int classCount)
    {
        if (labels.dtype != ScalarType.Int64 || labels.dim() != 1 || labels.shape[0] != inputs.shape[0])
        {
            throw new ArgumentException($"{name}: labels are {labels.dtype} {Shape(labels)}; "
                + $"{inputs.shape[0]} inputs need Int64 [{inputs.shape[0]}].", nameof(labels));
        }

        if (inputs.device.ToString() != labels.device.ToString())
        {
            throw new ArgumentException(
                $"{name}: inputs are on {inputs.device} and labels on {labels.device}; move one of them.", nameof(labels));
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor outside = labels.IsBelow(0).logical_or(labels.IsAtLeast(classCount));
        if (outside.any().item<bool>())
        {
            long index = outside.to(int64).argmax().item<long>();
            throw new ArgumentException($"{name}: the label of example {index} is {labels[index].item<long>()}; "
                + $"{classCount} classes are labelled 0 to {classCount - 1}.", nameof(labels));
        }
    }

    public static void RequireRealTargets(string name, Tensor inputs, Tensor targets)
    {
        if (!targets.is_floating_point())
        {
            throw new ArgumentException(
                $"{name}: targets are {targets.dtype}; convert real values to {inputs.dtype}, or say how many classes the labels have.",
                nameof(targets));
        }

        if (targets.dim() is not (1 or 2) || targets.numel() == 0 || targets.shape[0] != inputs.shape[0])
        {
            throw new ArgumentException($"{name}: targets are {Shape(targets)}; "
                + $"{inputs.shape[0]} inputs need [{inputs.shape[0]}] or [{inputs.shape[0]}, K] of them.", nameof(targets));
        }

        if (targets.dtype != inputs.dtype || inputs.device.ToString() != targets.device.ToString())
        {
            throw new ArgumentException(
                $"{name}: inputs are {inputs.dtype} on {inputs.device} and targets {targets.dtype} on {targets.device}; "
                    + "convert one of them.",
                nameof(targets));
        }

        if (FirstNotFinite(targets) is { } index)
        {
            throw new ArgumentException($"{name}: the target of example {index} is not finite; remove or repair it.", nameof(targets));
        }
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";

    private static long? FirstNotFinite(Tensor values)
    {
        using DisposeScope scope = NewDisposeScope();

        // A minimum and a maximum need no memory, unlike a mask as large as the data, and NaN goes through both.
        if (double.IsFinite(values.min().to(float64).item<double>()) && double.IsFinite(values.max().to(float64).item<double>()))
        {
            return null;
        }

        return values.isfinite().logical_not().reshape(values.shape[0], -1).any(1).to(int64).argmax().item<long>();
    }
}
