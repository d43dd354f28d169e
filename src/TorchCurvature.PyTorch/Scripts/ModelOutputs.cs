using System.Runtime.InteropServices;
using TorchCurvature.PyTorch.Archives;
using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Scripts;

/// <summary>What is said of inputs and outputs that do not serve.</summary>
internal static class ModelOutputs
{
    private const string Remedy = "Wrap it in PyTorch in a module whose forward returns the one tensor that the loss reads, and save that.";

    /// <summary>The types and shapes of inputs, for messages.</summary>
    public static string Shapes(IEnumerable<Tensor> inputs) =>
        string.Join(" and ", inputs.Select(input => $"{input.dtype} [{string.Join(", ", input.shape)}]"));

    /// <summary>For inputs that the network cannot read.</summary>
    public static PyTorchFileException Refusal(IEnumerable<Tensor> inputs, ExternalException cause)
    {
        string said = NativeMessage.FirstLine(cause.Message);
        bool isOfPrecision =
            said.Contains("same dtype", StringComparison.Ordinal) || said.Contains("scalar type", StringComparison.Ordinal);
        string hint = isOfPrecision
            ? " A constant in the code of a traced network keeps the precision in which it was traced: compute in that one (--dtype), or "
                + "trace the network in the other."
            : "";
        return new PyTorchFileException($"The network refuses these inputs, {Shapes(inputs)}: {said}.{hint}", cause);
    }

    /// <summary>For outputs that are no tensor.</summary>
    public static PyTorchFileException Refusal(object? outputs)
    {
        string kind = outputs switch
        {
            null => "nothing",
            ArgumentOutOfRangeException => "a dictionary, or something else that is no tensor",
            System.Runtime.CompilerServices.ITuple or Array => "several tensors",
            _ => $"a {outputs.GetType().Name}",
        };
        return new PyTorchFileException($"The network's forward returns {kind}, and a loss reads one tensor. {Remedy}");
    }
}
