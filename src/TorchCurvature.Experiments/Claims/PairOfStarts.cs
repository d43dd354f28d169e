namespace TorchCurvature.Experiments.Claims;

/// <summary>Two networks that were trained on the same data from random points, and others from such points changed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Parameters">P.</param>
/// <param name="Cosine">The cosine of the angle between both random points.</param>
/// <param name="Barrier">
/// How far the loss on the straight line between both solutions is above the linear interpolation of its ends, at most.
/// </param>
/// <param name="LossOfEnds">The larger loss of both solutions.</param>
/// <param name="Largest">λ max of the first solution.</param>
/// <param name="LargestOfScaledInputs">λ max where the inputs are three times as large.</param>
/// <param name="LargestOfScaledWeights">λ max where the random point is two times as far from the origin.</param>
internal sealed record PairOfStarts(
    int Seed, int Parameters, double Cosine, double Barrier, double LossOfEnds, double Largest, double LargestOfScaledInputs,
    double LargestOfScaledWeights);
