namespace TorchCurvature.Losses;

/// <summary>Squared error (<see cref="SquaredError"/>).</summary>
public sealed record SquaredErrorSpec : LossSpec
{
    /// <inheritdoc/>
    public override string Word => "squared-error";

    /// <inheritdoc/>
    public override string Description => "½‖f − y‖²";

    /// <inheritdoc/>
    public override Loss Create() => new SquaredError();
}
