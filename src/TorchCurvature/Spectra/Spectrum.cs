using TorchCurvature.Eigensolvers;
using TorchCurvature.Precision;
using static TorchSharp.torch;

namespace TorchCurvature.Spectra;

/// <summary>All eigenvalues λ₁ ≥ … ≥ λ_P of a symmetric matrix, with the error that rounding may have put into each.</summary>
public sealed record Spectrum
{
    internal Spectrum(Eigenvalues eigenvalues)
        : this(eigenvalues.Values, eigenvalues.DType, eigenvalues.ZeroRows, eigenvalues.InheritedError)
    {
    }

    internal Spectrum(IReadOnlyList<double> eigenvalues, ScalarType dtype, long zeroRows = 0, double inheritedError = 0)
        : this(eigenvalues, dtype, zeroRows, inheritedError, ownRounding: null)
    {
    }

    private Spectrum(
        IReadOnlyList<double> eigenvalues, ScalarType dtype, long zeroRows, double inheritedError, double? ownRounding)
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
                throw new ArgumentException(
                    $"Eigenvalues must be finite and descending; number {i + 1} is {eigenvalues[i]}, after {eigenvalues[i - 1]}.",
                    nameof(eigenvalues));
            }
        }

        Eigenvalues = eigenvalues;
        ZeroRows = zeroRows;
        DType = dtype;
        InheritedError = inheritedError;
        NoiseFloor = (ownRounding ?? (eigenvalues.Count * UnitRoundoff * SpectralNorm)) + inheritedError;
        Mean = eigenvalues.Average();
        StandardDeviation = Math.Sqrt(eigenvalues.Average(e => (e - Mean) * (e - Mean)));
    }

    /// <summary>All P eigenvalues, descending.</summary>
    public IReadOnlyList<double> Eigenvalues { get; }

    /// <summary>
    /// The eigenvalues that were computed, descending: all of them, or of a Gram matrix its own, after which
    /// <see cref="ImpliedZeros"/> more follow.
    /// </summary>
    public IReadOnlyList<double> Computed => Eigenvalues is PaddedEigenvalues padded ? padded.First : Eigenvalues;

    /// <summary>
    /// How many of the smallest eigenvalues are exactly 0 (λ, of weight decay), because the matrix is a sum of fewer vectors than it has
    /// rows, and were not computed.
    /// </summary>
    public int ImpliedZeros => Eigenvalues is PaddedEigenvalues padded ? padded.PaddedCount : 0;

    /// <summary>P.</summary>
    public int Dimension => Eigenvalues.Count;

    /// <summary>ε of the arithmetic that the eigenvalues were computed in.</summary>
    public double UnitRoundoff => WorkingPrecision.Of(DType).UnitRoundoff;

    /// <summary>The precision that the eigenvalues were computed in.</summary>
    public ScalarType DType { get; }

    /// <summary>A bound, in the spectral norm, of the error that the matrix came with.</summary>
    public double InheritedError { get; }

    /// <summary>Rows of the matrix that are exactly zero.</summary>
    public long ZeroRows { get; }

    /// <summary>
    /// P·ε·max|λ| (of a Gram matrix, its size in the place of P) and <see cref="InheritedError"/>, a bound on what rounding does to an
    /// eigenvalue: computed ones are exact for a matrix that differs by no more than about this much in norm, and by Weyl's inequality
    /// each moves by no more than that. Smaller eigenvalues have no certain sign.
    /// </summary>
    public double NoiseFloor { get; }

    /// <summary>λ₁.</summary>
    public double Largest => Eigenvalues[0];

    /// <summary>λ_P, the most negative one.</summary>
    public double Smallest => Eigenvalues[^1];

    /// <summary>max|λ| = ‖A‖₂.</summary>
    public double SpectralNorm => Math.Max(Math.Abs(Largest), Math.Abs(Smallest));

    /// <summary>
    /// √ε·max|λ|, or <see cref="NoiseFloor"/> where that is more: an eigenvalue below this has lost half of its digits to rounding, or
    /// more, so quotients and ranks are taken above it.
    /// </summary>
    public double RelativeFloor => Math.Max(Math.Sqrt(UnitRoundoff) * SpectralNorm, NoiseFloor);

    /// <summary>Mean of all eigenvalues, trace / P.</summary>
    public double Mean { get; }

    /// <summary>Standard deviation over all P eigenvalues (divided by P).</summary>
    public double StandardDeviation { get; }

    /// <summary>Eigenvalues below −<see cref="NoiseFloor"/>: the index, of a saddle point.</summary>
    public int NegativeCount => Eigenvalues.Count(e => e < -NoiseFloor);

    /// <summary>Eigenvalues above <see cref="NoiseFloor"/>.</summary>
    public int PositiveCount => Eigenvalues.Count(e => e > NoiseFloor);

    /// <summary>The spectrum of eigenvalues that were computed elsewhere: how far to trust them is what the caller says.</summary>
    /// <param name="eigenvalues">All P eigenvalues, descending and finite.</param>
    /// <param name="dtype">The precision that they were computed in, float32 or float64.</param>
    /// <param name="inheritedError">A bound, in the spectral norm, of the error that the matrix came with.</param>
    /// <exception cref="ArgumentException">There is none, they are not descending, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The bound is negative or not a number.</exception>
    public static Spectrum FromEigenvalues(IReadOnlyList<double> eigenvalues, ScalarType dtype, double inheritedError = 0)
    {
        return inheritedError >= 0
            ? new Spectrum(eigenvalues, dtype, inheritedError: inheritedError)
            : throw new ArgumentOutOfRangeException(nameof(inheritedError), inheritedError, "A bound of an error is at least 0.");
    }

    /// <summary>The spectrum of A − σI. Its stated error is that of A at least: to take σ away brings no digit back that A lost.</summary>
    /// <param name="shift">σ, such as the λ of weight decay.</param>
    public Spectrum Less(double shift)
    {
        if (shift == 0)
        {
            return this;
        }

        return Eigenvalues is PaddedEigenvalues padded
            ? new Spectrum(padded.Less(shift), DType, zeroRows: 0, NoiseFloor, ownRounding: 0)
            : new Spectrum([.. Eigenvalues.Select(e => e - shift)], DType, inheritedError: NoiseFloor);
    }

    /// <summary>
    /// The spectrum of BᵀB + σI [P, P] from the eigenvalues of the Gram matrix BBᵀ. None of these is negative: what rounding leaves below 0
    /// stands for 0.
    /// </summary>
    /// <param name="ofGram">Those of BBᵀ.</param>
    /// <param name="rows">The precision of the numbers in B.</param>
    /// <param name="dimension">P.</param>
    /// <param name="shift">σ, such as the λ of weight decay.</param>
    internal static Spectrum OfGram(Eigenvalues ofGram, ScalarType rows, int dimension, double shift)
    {
        IReadOnlyList<double> values = ofGram.Values;
        double ownRounding = values.Count * WorkingPrecision.Of(ofGram.DType).UnitRoundoff * values[0];
        double[] computed = [.. values.Take(dimension).Select(e => Math.Max(0, e) + shift)];
        return new Spectrum(
            new PaddedEigenvalues(computed, dimension - computed.Length, shift), rows, zeroRows: 0, ofGram.InheritedError, ownRounding);
    }

    /// <summary>#{|λ| ≤ τ}.</summary>
    /// <param name="threshold">τ.</param>
    public int CountNearZero(double threshold) => Eigenvalues.Count(e => Math.Abs(e) <= threshold);

    /// <summary>#{|λ| &gt; τ}, the numerical rank at a stated threshold.</summary>
    /// <param name="threshold">τ.</param>
    public int NumericalRank(double threshold) => Dimension - CountNearZero(threshold);
}
