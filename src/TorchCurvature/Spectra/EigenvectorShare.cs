namespace TorchCurvature.Spectra;

/// <summary>How much of an eigenvalue λ of A = B + R, with unit eigenvector v, comes from each term: vᵀBv/λ and vᵀRv/λ, which sum to 1.</summary>
/// <param name="Index">The eigenvalue's place among all, from 1, descending.</param>
/// <param name="Eigenvalue">λ.</param>
/// <param name="First">vᵀBv/λ, from the first term; null where λ is no larger than its stated error.</param>
/// <param name="Second">vᵀRv/λ, from the second; computed from R, not as 1 − <paramref name="First"/>; null where that is.</param>
/// <param name="Error">The stated error of λ over |λ|, which both shares have too; null where they are.</param>
public sealed record EigenvectorShare(int Index, double Eigenvalue, double? First, double? Second, double? Error);
