using TorchCurvature.Settings;

namespace TorchCurvature.Losses;

/// <summary>PyTorch's Huber loss (<see cref="Huber"/>).</summary>
public sealed record HuberSpec : LossSpec
{
    /// <inheritdoc/>
    public override string Word => "huber";

    /// <inheritdoc/>
    public override string Description => "PyTorch's huber_loss";

    /// <summary>δ, from which on the loss is linear.</summary>
    [Setting("huber-delta", "huber: where the loss turns linear.", Least = 0, MustExceed = true, Below = 1e30)]
    public double Delta { get; init; } = 1;

    /// <inheritdoc/>
    public override Loss Create() => new Huber(Delta);
}
