namespace TorchCurvature.Losses;

/// <summary>Binary cross-entropy of logits (<see cref="BinaryCrossEntropy"/>).</summary>
public sealed record BinaryCrossEntropySpec : LossSpec
{
    /// <inheritdoc/>
    public override string Word => "binary-cross-entropy";

    /// <inheritdoc/>
    public override string Description => "of logits, targets from 0 to 1";

    /// <inheritdoc/>
    public override Loss Create() => new BinaryCrossEntropy();
}
