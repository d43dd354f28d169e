using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>What a <see cref="Dataset"/> asks of its inputs and targets.</summary>
internal static class ExampleChecks
{
    public static void RequireInputs(string name, IReadOnlyList<ExampleStore> inputs)
    {
        if (inputs.Count == 0)
        {
            throw new ArgumentException($"{name}: there are no inputs.", nameof(inputs));
        }

        ExampleStore? real = inputs.FirstOrDefault(input => input.IsFloatingPoint);
        for (int i = 0; i < inputs.Count; i++)
        {
            string which = inputs.Count == 1 ? "inputs" : $"inputs {i}";
            ExampleStore input = inputs[i];
            if (!input.IsFloatingPoint && !IsInteger(input.DType))
            {
                throw new ArgumentException(
                    $"{name}: {which} are {input.DType}; convert them to a floating-point dtype, or to integers.", nameof(inputs));
            }

            if (input.Shape.Length == 0 || input.Shape.Contains(0))
            {
                throw new ArgumentException($"{name}: {which} are {Shape(input.Shape)}; at least one example is needed.", nameof(inputs));
            }

            if (input.Shape[0] != inputs[0].Shape[0])
            {
                throw new ArgumentException(
                    $"{name}: inputs 0 are {Shape(inputs[0].Shape)} and {which} {Shape(input.Shape)}; each has one row for every example.",
                    nameof(inputs));
            }

            bool hasOtherPrecision = input.IsFloatingPoint && input.DType != real!.DType;
            if (hasOtherPrecision || input.Device.ToString() != inputs[0].Device.ToString())
            {
                throw new ArgumentException(
                    $"{name}: {which} are {input.DType} on {input.Device}, and others {real?.DType ?? inputs[0].DType} on "
                        + $"{inputs[0].Device}; convert one of them.",
                    nameof(inputs));
            }

            input.RequireFinite(inputs.Count == 1 ? $"{name}: the input" : $"{name}: input {i}");
        }
    }

    /// <param name="what">What the numbers are, as the subject of "of example 3 is not finite".</param>
    /// <param name="values">Rows.</param>
    /// <param name="first">The place of the first of these rows among all.</param>
    public static void RequireFinite(string what, Tensor values, long first)
    {
        if (values.is_floating_point() && FirstNotFinite(values) is { } index)
        {
            throw new ArgumentException($"{what} of example {first + index} is not finite; remove or repair it.", nameof(values));
        }
    }

    public static void RequireLabels(string name, IReadOnlyList<ExampleStore> inputs, Tensor labels, int classCount)
    {
        long count = inputs[0].Shape[0];
        if (labels.dtype != ScalarType.Int64 || labels.dim() == 0 || labels.shape[0] != count || labels.numel() == 0)
        {
            throw new ArgumentException($"{name}: labels are {labels.dtype} {Shape(labels.shape)}; "
                + $"{count} inputs need Int64 [{count}], or labels of places [{count}, …].", nameof(labels));
        }

        RequireDevice(name, inputs, labels, "labels");
        using DisposeScope scope = NewDisposeScope();
        Tensor isLeftOut = labels.IsEqualTo(Dataset.LeftOutLabel);
        Tensor outside = labels.IsBelow(0).logical_or(labels.IsAtLeast(classCount)).logical_and(isLeftOut.logical_not());
        if (outside.any().item<bool>())
        {
            long place = outside.reshape(-1).to(int64).argmax().item<long>();
            long index = place / (labels.numel() / count);
            throw new ArgumentException($"{name}: the label of example {index} is {labels.reshape(-1)[place].item<long>()}; "
                + $"{classCount} classes are labelled 0 to {classCount - 1}.", nameof(labels));
        }
    }

    public static void RequireRealTargets(string name, IReadOnlyList<ExampleStore> inputs, Tensor targets)
    {
        ScalarType? precision = inputs.FirstOrDefault(input => input.IsFloatingPoint)?.DType;
        if (!targets.is_floating_point())
        {
            throw new ArgumentException(
                $"{name}: targets are {targets.dtype}; convert real values to {precision ?? ScalarType.Float32}, "
                    + "or say how many classes the labels have.",
                nameof(targets));
        }

        long count = inputs[0].Shape[0];
        if (targets.dim() == 0 || targets.numel() == 0 || targets.shape[0] != count)
        {
            throw new ArgumentException($"{name}: targets are {Shape(targets.shape)}; "
                + $"{count} inputs need [{count}] or [{count}, …] of them.", nameof(targets));
        }

        if (precision is { } needed && targets.dtype != needed)
        {
            throw new ArgumentException(
                $"{name}: inputs are {needed} on {inputs[0].Device} and targets {targets.dtype} on {targets.device}; "
                    + "convert one of them.",
                nameof(targets));
        }

        RequireDevice(name, inputs, targets, "targets");
        if (FirstNotFinite(targets) is { } index)
        {
            throw new ArgumentException($"{name}: the target of example {index} is not finite; remove or repair it.", nameof(targets));
        }
    }

    public static string Shape(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";

    private static bool IsInteger(ScalarType dtype) =>
        dtype is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64;

    private static void RequireDevice(string name, IReadOnlyList<ExampleStore> inputs, Tensor targets, string what)
    {
        if (inputs[0].Device.ToString() != targets.device.ToString())
        {
            throw new ArgumentException(
                $"{name}: inputs are on {inputs[0].Device} and {what} on {targets.device}; move one of them.", what);
        }
    }

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
