namespace TorchCurvature.Losses;

/// <summary>PyTorch's mean squared error (<see cref="MeanSquaredError"/>).</summary>
public sealed record MeanSquaredErrorSpec : LossSpec
{
    /// <inheritdoc/>
    public override string Word => "mse";

    /// <inheritdoc/>
    public override string Description => "PyTorch's mse_loss";

    /// <inheritdoc/>
    public override Loss Create() => new MeanSquaredError();
}
