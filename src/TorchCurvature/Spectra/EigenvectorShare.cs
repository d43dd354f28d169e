namespace TorchCurvature.Spectra;

/// <summary>
/// How much of an eigenvalue λ of A = B + R, with unit eigenvector v, comes from each term: vᵀBv/λ and vᵀRv/λ, which sum to 1.
/// </summary>
public sealed record EigenvectorShare
{
    internal EigenvectorShare(int index, double eigenvalue, double? first, double? second, double? error)
    {
        (Index, Eigenvalue, First, Second, Error) = (index, eigenvalue, first, second, error);
    }

    /// <summary>The eigenvalue's place among all, from 1, descending.</summary>
    public int Index { get; }

    /// <summary>λ.</summary>
    public double Eigenvalue { get; }

    /// <summary>vᵀBv/λ, from the first term; null where λ is no larger than its stated error.</summary>
    public double? First { get; }

    /// <summary>vᵀRv/λ, from the second; computed from R, not as 1 − <see cref="First"/>; null where that is.</summary>
    public double? Second { get; }

    /// <summary>The stated error of λ over |λ|, which both shares have too; null where they are.</summary>
    public double? Error { get; }
}
