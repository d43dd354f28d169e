namespace TorchCurvature.Models;

/// <summary>What layers that know two modes do while the loss is looked at.</summary>
public enum ModelMode
{
    /// <summary>Batch normalization uses its stored statistics, and dropout is off.</summary>
    Evaluation,

    /// <summary>
    /// As in training: batch normalization uses the statistics of the batch, so that the loss depends on how the data are cut into batches.
    /// Dropout makes the loss random, and has no curvature.
    /// </summary>
    Training,
}
