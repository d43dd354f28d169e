using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>What cross-entropy compares each row with: q ∈ R^C, in the place of a one-hot vector.</summary>
/// <param name="Totals">Σ_c q_c, [n].</param>
/// <param name="OfOthers">q_c for the classes that are not the label, [n, C]; what stands at the label is of no account.</param>
internal readonly record struct SmoothedLabels(Tensor Totals, Tensor OfOthers);
