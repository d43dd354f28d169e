using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>What counts as near zero and what as negative, in one place; every result says the number that it was counted by.</summary>
public static class Thresholds
{
    /// <summary>
    /// |λ| near zero, as a share of the largest |λ|: a direction this flat is a thousand times flatter than the steepest one.
    /// </summary>
    public const double NearZeroShare = 1e-3;

    /// <summary>The |λ| up to which an eigenvalue is near zero.</summary>
    /// <param name="spectrum">All eigenvalues.</param>
    public static double NearZero(Spectrum spectrum)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        return NearZeroShare * spectrum.SpectralNorm;
    }

    /// <summary>The same where only the ends are known.</summary>
    /// <param name="pairs">Eigenpairs at the ends.</param>
    public static double NearZero(ExtremalEigenPairs pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return NearZeroShare * pairs.SpectralNorm;
    }

    /// <summary>What products leave on either side of zero of an eigenvalue that is zero: √ε·max |λ|.</summary>
    /// <param name="matrix">The operator.</param>
    /// <param name="pairs">Eigenpairs at its ends.</param>
    public static double Rounding(SymmetricOperator matrix, ExtremalEigenPairs pairs)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(pairs);
        return Math.Sqrt(WorkingPrecision.Of(matrix.DType).UnitRoundoff) * pairs.SpectralNorm;
    }
}
