namespace TorchCurvature.Spectra;

/// <summary>All eigenvalues λ₁ ≥ … ≥ λ_P of a symmetric matrix, with the error that rounding may have put into each.</summary>
public sealed record Spectrum
{
    /// <summary>A spectrum of computed eigenvalues.</summary>
    /// <param name="eigenvalues">All P eigenvalues, descending and finite.</param>
    /// <param name="unitRoundoff">ε of the arithmetic that they were computed in: 2⁻⁵² for float64, 2⁻²³ for float32.</param>
    /// <param name="zeroRows">Rows of the matrix that are exactly zero; so many of the eigenvalues are exact zeros.</param>
    /// <exception cref="ArgumentException">There is none, they are not descending, or one is not finite.</exception>
    public Spectrum(IReadOnlyList<double> eigenvalues, double unitRoundoff = DoubleRoundoff, long zeroRows = 0)
    {
        ArgumentNullException.ThrowIfNull(eigenvalues);
        if (eigenvalues.Count == 0 || !double.IsFinite(eigenvalues[0]))
        {
            throw new ArgumentException("A spectrum needs at least one eigenvalue, and each must be finite.", nameof(eigenvalues));
        }

        for (int i = 1; i < eigenvalues.Count; i++)
        {
            if (!double.IsFinite(eigenvalues[i]) || !(eigenvalues[i] <= eigenvalues[i - 1]))
            {
                throw new ArgumentException($"Eigenvalues must be finite and descending; number {i + 1} is {eigenvalues[i]}, after {eigenvalues[i - 1]}.", nameof(eigenvalues));
            }
        }

        Eigenvalues = eigenvalues;
        ZeroRows = zeroRows;
        UnitRoundoff = unitRoundoff;
        NoiseFloor = eigenvalues.Count * unitRoundoff * SpectralNorm;
        Mean = eigenvalues.Average();
        StandardDeviation = Math.Sqrt(eigenvalues.Average(e => (e - Mean) * (e - Mean)));
    }

    /// <summary>ε of float64.</summary>
    public const double DoubleRoundoff = 1.0 / (1L << 52);

    /// <summary>ε of float32.</summary>
    public const double SingleRoundoff = 1.0 / (1L << 23);

    /// <summary>The eigenvalues, descending.</summary>
    public IReadOnlyList<double> Eigenvalues { get; }

    /// <summary>P.</summary>
    public int Dimension => Eigenvalues.Count;

    /// <summary>ε of the arithmetic that the eigenvalues were computed in.</summary>
    public double UnitRoundoff { get; }

    /// <summary>Rows of the matrix that are exactly zero.</summary>
    public long ZeroRows { get; }

    /// <summary>
    /// P·ε·max|λ|, a bound on what rounding does to an eigenvalue: computed ones are exact for a matrix that differs by no more than about this much in norm, and by Weyl's
    /// inequality each moves by no more than that. Smaller eigenvalues have no certain sign.
    /// </summary>
    public double NoiseFloor { get; }

    /// <summary>λ₁.</summary>
    public double Largest => Eigenvalues[0];

    /// <summary>λ_P, the most negative one.</summary>
    public double Smallest => Eigenvalues[^1];

    /// <summary>max|λ| = ‖A‖₂.</summary>
    public double SpectralNorm => Math.Max(Math.Abs(Largest), Math.Abs(Smallest));

    /// <summary>√ε·max|λ|: an eigenvalue below this has lost half of its digits to rounding, or more, so quotients and ranks are taken above it.</summary>
    public double RelativeFloor => Math.Sqrt(UnitRoundoff) * SpectralNorm;

    /// <summary>Mean of all eigenvalues, trace / P.</summary>
    public double Mean { get; }

    /// <summary>Standard deviation over all P eigenvalues (divided by P).</summary>
    public double StandardDeviation { get; }

    /// <summary>Eigenvalues below −<see cref="NoiseFloor"/>: the index, of a saddle point.</summary>
    public int NegativeCount => Eigenvalues.Count(e => e < -NoiseFloor);

    /// <summary>Eigenvalues above <see cref="NoiseFloor"/>.</summary>
    public int PositiveCount => Eigenvalues.Count(e => e > NoiseFloor);

    /// <summary>#{|λ| ≤ τ}.</summary>
    /// <param name="threshold">τ.</param>
    public int CountNearZero(double threshold) => Eigenvalues.Count(e => Math.Abs(e) <= threshold);

    /// <summary>#{|λ| &gt; τ}, the numerical rank at a stated threshold.</summary>
    /// <param name="threshold">τ.</param>
    public int NumericalRank(double threshold) => Dimension - CountNearZero(threshold);
}
