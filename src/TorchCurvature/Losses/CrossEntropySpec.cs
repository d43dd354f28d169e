using TorchCurvature.Settings;

namespace TorchCurvature.Losses;

/// <summary>Softmax cross-entropy (<see cref="CrossEntropy"/>).</summary>
public sealed record CrossEntropySpec : LossSpec
{
    /// <inheritdoc/>
    public override string Word => "cross-entropy";

    /// <inheritdoc/>
    public override string Description => "softmax cross-entropy";

    /// <summary>A weight for each class; null for ones.</summary>
    [Setting(
        "class-weights", "cross-entropy: a weight for each class; the mean divides by their sum over the labels.",
        Least = 0, Placeholder = "n,…")]
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>The share of a label's weight that is handed around; null for none.</summary>
    [Setting(
        "label-smoothing", "cross-entropy: share of the label spread over all classes.",
        Least = 0, Below = 1, Placeholder = "n")]
    public double? LabelSmoothing { get; init; }

    /// <summary>The label of what does not count; null where everything does.</summary>
    [Setting("ignore-index", "cross-entropy: label of what does not count, such as padding.", Placeholder = "n")]
    public long? IgnoreIndex { get; init; }

    /// <inheritdoc/>
    public override Loss Create() => new CrossEntropy(ClassWeights, LabelSmoothing ?? 0, IgnoreIndex);
}
