namespace TorchCurvature.Training;

/// <summary>The gradient whose norm ends a training with mini-batches. With all examples in every step the two are one.</summary>
public enum StoppingGradient
{
    /// <summary>That over all examples, looked at after each pass.</summary>
    Full,

    /// <summary>That over the batch of the step, before it is taken: a lucky batch ends the training.</summary>
    Batch,
}
