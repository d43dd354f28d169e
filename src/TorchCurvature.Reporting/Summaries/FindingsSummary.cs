using System.Globalization;
using TorchCurvature.Studies;

namespace TorchCurvature.Reporting.Summaries;

/// <summary>What a <see cref="ModelProbe"/> found, in sentences: they open the run of a network that was given.</summary>
public static class FindingsSummary
{
    private const int NamesAtMost = 5;

    /// <summary>The sentences, the important ones last, where the eye is.</summary>
    /// <param name="findings">What was found.</param>
    public static IReadOnlyList<string> Sentences(ModelFindings findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        List<string> sentences =
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"The network has P = {findings.Dimension:N0} trainable parameters in {findings.Parameters.Count} tensors, gives outputs "
                    + $"[{string.Join(", ", findings.OutputShape)}] for the first {findings.ExampleCount} examples, and is looked at in "
                    + $"{findings.Mode.ToString().ToLowerInvariant()} mode."),
            .. findings.Parameters.SelectMany(
                block => block.TiedNames.Select(name => $"'{name}' is tied to '{block.Name}' and counts once.")),
        ];
        AddNames(sentences, findings.Frozen, "Frozen, and no part of the Hessian");
        AddNames(sentences, findings.Unused, "Not used by the loss, so that their rows of the Hessian are zero");
        if (findings.SwitchedOff.Count > 0)
        {
            sentences.Add($"Switched off meanwhile: {string.Join("; ", findings.SwitchedOff)}.");
        }

        if (findings.Repeatability > 0)
        {
            sentences.Add($"Two gradients of the same batch differ by {findings.Repeatability:0.0e+0} of their norm: "
                + "some operation sums in no fixed order.");
        }

        sentences.Add($"A product with the Hessian over all examples takes about {Show.Time(findings.SecondsPerProduct)}, "
            + $"{findings.ProductSeconds / findings.GradientSeconds:0.0} times a gradient.");
        if (findings.IsAsymmetric)
        {
            sentences.Add($"The Hessian is not symmetric beyond rounding, by {findings.Asymmetry:0.0e+0}: libtorch's second derivative of "
                + "an operator of this network is wrong, as that of torch._weight_norm is known to be. "
                + "All results are of the symmetric part; write that operator out to have the right ones.");
        }

        return sentences;
    }

    private static void AddNames(List<string> sentences, IReadOnlyList<string> names, string heading)
    {
        if (names.Count > 0)
        {
            string more = names.Count > NamesAtMost ? $" and {names.Count - NamesAtMost} more" : "";
            sentences.Add($"{heading}: {string.Join(", ", names.Take(NamesAtMost))}{more}.");
        }
    }
}
