namespace TorchCurvature.Experiments.LinearRanks;

/// <summary>The ranks of one network's matrices, counted.</summary>
/// <param name="Parameters">P.</param>
/// <param name="InputRank">r, of the inputs; less their mean where the network has biases.</param>
/// <param name="ResidualRank">s, of the mean of residual times input.</param>
/// <param name="GaussNewton">Rank of G.</param>
/// <param name="Functional">Rank of F.</param>
/// <param name="Hessian">Rank of H.</param>
/// <param name="SmallestCounted">The smallest |λ| / max|λ| that counts, over all three.</param>
/// <param name="LargestLeft">The largest |λ| / max|λ| that does not.</param>
/// <param name="Eigenvalues">|λ| of H, descending.</param>
public sealed record MeasuredRanks(
    int Parameters, int InputRank, int ResidualRank, int GaussNewton, int Functional, int Hessian, double SmallestCounted,
    double LargestLeft, IReadOnlyList<double> Eigenvalues);
