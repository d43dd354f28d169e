namespace TorchCurvature.Sharing;

/// <summary>What all examples of a sum count together.</summary>
/// <param name="Examples">N.</param>
/// <param name="TotalWeight">W, the total weight of the targets.</param>
/// <param name="Terms">M, the number of terms.</param>
internal sealed record SharedCounts(long Examples, double TotalWeight, long Terms);
