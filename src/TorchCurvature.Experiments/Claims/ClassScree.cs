namespace TorchCurvature.Experiments.Claims;

/// <summary>The largest eigenvalues of a network that was trained on so many classes.</summary>
/// <param name="Classes">C.</param>
/// <param name="Eigenvalues">Descending.</param>
/// <param name="AboveEdge">How many are above the edge of the bulk.</param>
internal sealed record ClassScree(int Classes, IReadOnlyList<double> Eigenvalues, int AboveEdge)
{
    /// <summary>The eigenvalues before the largest quotient of neighbours.</summary>
    public int BeforeLargestQuotient
    {
        get
        {
            double[] positive = [.. Eigenvalues.TakeWhile(e => e > 0)];
            return positive.Length < 2
                ? positive.Length
                : 1 + Enumerable.Range(0, positive.Length - 1).MaxBy(i => positive[i] / positive[i + 1]);
        }
    }
}
