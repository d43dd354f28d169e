using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>One matrix of a split Hessian.</summary>
public sealed class SplitPart
{
    internal SplitPart(CurvatureMatrix matrix, Spectrum spectrum, Spectrum ofData, long rankBound) =>
        (Matrix, Spectrum, SpectrumOfData, RankBound) = (matrix, spectrum, ofData, rankBound);

    /// <summary>Which matrix.</summary>
    public CurvatureMatrix Matrix { get; }

    /// <summary>All eigenvalues.</summary>
    public Spectrum Spectrum { get; }

    /// <summary>The same without the λI of weight decay, which would give each matrix but F the rank P.</summary>
    public Spectrum SpectrumOfData { get; }

    /// <summary>What the rank cannot exceed, without weight decay.</summary>
    public long RankBound { get; }
}
