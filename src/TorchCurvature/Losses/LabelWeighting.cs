using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>
/// Class weights w, label smoothing ε and an ignored label: q = (1 − ε) w_y onehot(y) + (ε/C) w, and 0 where y is the ignored label. This
/// is PyTorch's definition, in which smoothing hands the weight of every class around, and the mean divides by Σ w_y all the same.
/// </summary>
internal sealed class LabelWeighting(IReadOnlyList<double>? classWeights, double smoothing, long? ignoreIndex)
{
    /// <summary>No row has this label, because labels that are counted are not negative.</summary>
    public const long NoLabel = -100;

    /// <summary>w [C] for outputs [n, C]; null for ones. The caller owns it.</summary>
    public Tensor? Weights(Tensor outputs) =>
        classWeights is null ? null : tensor([.. classWeights], outputs.dtype, outputs.device);

    /// <summary>q of every row, in the caller's scope.</summary>
    public SmoothedLabels Of(Tensor outputs, Tensor targets)
    {
        long classes = outputs.shape[1];
        Tensor weights = Weights(outputs) ?? ones(classes, outputs.dtype, outputs.device);
        Tensor counts = Counts(targets).to(outputs.dtype);
        Tensor ofLabels = weights.index_select(0, targets * Counts(targets)) * counts;
        Tensor handedAround = counts.unsqueeze(1) * weights.Times(smoothing / classes);
        return new SmoothedLabels(ofLabels.Times(1 - smoothing).Plus(handedAround.sum(1)), handedAround);
    }

    /// <summary>Σ w_y over the rows that are not ignored.</summary>
    public double TotalOf(Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor counts = Counts(targets);
        if (classWeights is null)
        {
            return counts.sum().item<long>();
        }

        ClassLabels.RequireRange(targets, classWeights.Count, "the list of class weights", "of them", ignoreIndex);
        Tensor weights = tensor([.. classWeights], ScalarType.Float64, targets.device);
        return (weights.index_select(0, targets * counts) * counts).sum().item<double>();
    }

    // 1 for every row that counts, and 0 for one that is ignored, whose label need not be a class.
    private Tensor Counts(Tensor targets) => ignoreIndex is { } ignored
        ? targets.IsUnequalTo(ignored).to(ScalarType.Int64)
        : ones_like(targets);
}
