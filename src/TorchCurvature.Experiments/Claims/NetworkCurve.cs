namespace TorchCurvature.Experiments.Claims;

/// <summary>An edge of the spectrum of one network of a row of networks.</summary>
/// <param name="Size">What the row goes by: the width, or 0 for the large and 1 for the small batch.</param>
/// <param name="Parameters">P.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Places">Where the eigenvalues stand: index, or index over P.</param>
/// <param name="Eigenvalues">The eigenvalues, from the edge on.</param>
internal sealed record NetworkCurve(
    int Size, int Parameters, int Seed, IReadOnlyList<double> Places, IReadOnlyList<double> Eigenvalues)
{
    // Zeros are not zero to the last bit.
    private const double Rounding = 1e-9;

    /// <summary>Negative eigenvalues on a left edge.</summary>
    public int Negatives => Eigenvalues.Count(e => e < Rounding * Eigenvalues[0]);

    /// <summary>The share of the places on a left edge over the ratio that negative eigenvalues take.</summary>
    public double NegativeShare => Negatives * (Places[1] - Places[0]);

    /// <summary>The eigenvalues over the mean of the negative ones.</summary>
    public double[] OverMeanNegative()
    {
        double mean = -Eigenvalues.Take(Negatives).Average();
        return [.. Eigenvalues.Select(e => e / mean)];
    }
}
