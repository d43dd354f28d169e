namespace TorchCurvature.Experiments.Claims;

/// <summary>An edge of the spectrum of one network of a row of networks.</summary>
/// <param name="Size">What the row goes by: the width, or 0 for the large and 1 for the small batch.</param>
/// <param name="Parameters">P.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Negatives">Negative eigenvalues of the whole spectrum, below the error bound.</param>
/// <param name="Places">Where the eigenvalues stand: index, or index over P.</param>
/// <param name="Eigenvalues">The eigenvalues, from the edge on.</param>
internal sealed record NetworkCurve(
    int Size, int Parameters, int Seed, int Negatives, IReadOnlyList<double> Places, IReadOnlyList<double> Eigenvalues)
{
    // Zeros are not zero to the last bit.
    private const double Rounding = 1e-9;

    /// <summary>The share of the eigenvalues that are negative.</summary>
    public double NegativeShare => (double)Negatives / Parameters;

    /// <summary>The eigenvalues of a left edge over the mean of the negative ones on it.</summary>
    public double[] OverMeanNegative()
    {
        double mean = -Eigenvalues.Where(e => e < Rounding * Eigenvalues[0]).Average();
        return [.. Eigenvalues.Select(e => e / mean)];
    }
}
