using System.Globalization;

namespace TorchCurvature.Training;

/// <summary>The loss or its gradient became infinite or undefined.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Says where a run diverged.</summary>
    /// <param name="step">Steps taken before the loss was seen.</param>
    /// <param name="loss">The loss seen there.</param>
    /// <param name="learningRate">The constant learning rate of the run.</param>
    public TrainingDivergedException(long step, double loss, double learningRate)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"Training diverged: after {step} steps the loss is {loss}. Try a smaller learning rate than {learningRate}.")) =>
        (Step, Loss) = (step, loss);

    /// <summary>Steps taken before the loss was seen.</summary>
    public long Step { get; }

    /// <summary>The loss seen there.</summary>
    public double Loss { get; }
}
