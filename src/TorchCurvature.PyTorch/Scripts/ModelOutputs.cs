using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchCurvature.PyTorch.Archives;
using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Scripts;

/// <summary>What is said of inputs and outputs that do not serve.</summary>
internal static partial class ModelOutputs
{
    private const string Remedy = "Wrap it in PyTorch in a module whose forward returns the one tensor that the loss reads, and save that.";

    /// <summary>The types and shapes of inputs, for messages.</summary>
    public static string Shapes(IEnumerable<Tensor> inputs) =>
        string.Join(" and ", inputs.Select(input => $"{input.dtype} [{string.Join(", ", input.shape)}]"));

    /// <summary>For inputs that the network cannot read.</summary>
    public static PyTorchFileException Refusal(IReadOnlyList<Tensor> inputs, ExternalException cause)
    {
        string said = NativeMessage.FirstLine(cause.Message);
        if (OtherNumberOfInputs(said, inputs.Count) is { } difference)
        {
            return new PyTorchFileException(difference, cause);
        }

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

    // libtorch counts the module itself as an argument.
    private static string? OtherNumberOfInputs(string said, int inputs)
    {
        string have = inputs == 1 ? "the data have one" : $"the data have {inputs}";
        if (TooMany().Match(said) is { Success: true } most)
        {
            int read = int.Parse(most.Groups[1].Value, CultureInfo.InvariantCulture) - 1;
            return $"The network reads {(read == 1 ? "one input" : $"{read} inputs")}, and {have}.";
        }

        return Missing().Match(said) is { Success: true } missing
            ? $"The network reads an input '{missing.Groups[1].Value}' too, and {have}: save x0, x1, … in the order of its arguments."
            : null;
    }

    [GeneratedRegex(@"^Expected at most (\d+) argument\(s\) for operator 'forward'")]
    private static partial Regex TooMany();

    [GeneratedRegex(@"^forward\(\) is missing value for argument '(\w+)'")]
    private static partial Regex Missing();
}
