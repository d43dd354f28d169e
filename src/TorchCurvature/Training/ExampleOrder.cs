namespace TorchCurvature.Training;

/// <summary>The order in which a pass over the data takes the examples into mini-batches.</summary>
public enum ExampleOrder
{
    /// <summary>Every pass draws a new order.</summary>
    Shuffled,

    /// <summary>The order of the data, in every pass the same batches.</summary>
    Cyclic,
}
