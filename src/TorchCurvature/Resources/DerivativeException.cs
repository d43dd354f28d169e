using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace TorchCurvature.Resources;

/// <summary>The native library cannot differentiate a network or a loss once more.</summary>
public sealed partial class DerivativeException : InvalidOperationException
{
    internal DerivativeException(ExternalException cause)
        : base(Explain(cause.Message), cause)
    {
    }

    private static string Explain(string message)
    {
        string said = NativeMessage.FirstLine(message);
        if (Missing().Match(message) is { Success: true } missing)
        {
            string name = missing.Groups[1].Value;
            return $"libtorch has no derivative of '{name}', so this network's loss cannot be differentiated as often as its "
                + $"curvature asks for. {WayOut(name)}";
        }

        return message.Contains("modified by an inplace operation", StringComparison.Ordinal)
            ? $"A tensor that a derivative needs was overwritten in place: {said}"
            : $"libtorch cannot differentiate this network: {said}";
    }

    private static string WayOut(string name) => name switch
    {
        _ when name.Contains("cdist", StringComparison.Ordinal) =>
            "Write the distances out as (x.unsqueeze(1) - c).pow(2).sum(-1), or use compute_mode='use_mm_for_euclid_dist'.",
        _ when name.Contains("encoder_layer", StringComparison.Ordinal) || name.Contains("multi_head", StringComparison.Ordinal) =>
            "It is the fused kernel of inference: trace the model with gradients enabled, or script it.",
        _ when name.Contains("scaled_dot_product", StringComparison.Ordinal) =>
            "Write the attention out as softmax(q @ k.transpose(-2, -1) / sqrt(d)) @ v.",
        _ => "Write that operation out in terms of others.",
    };

    [GeneratedRegex("derivative for (?:aten::)?'?([A-Za-z0-9_:]+)'? is not implemented")]
    private static partial Regex Missing();
}
