using TorchCurvature.Curvature.Matrices;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies;

/// <summary>A matrix beside the laws that were fitted to it.</summary>
public sealed class TheoryFit
{
    private const int Atoms = 3;

    private TheoryFit(CurvatureMatrix matrix, string fitted, Spectrum spectrum, IReadOnlyList<NamedFit> laws) =>
        (Matrix, Fitted, Spectrum, Laws) = (matrix, fitted, spectrum, laws);

    /// <summary>Which matrix.</summary>
    public CurvatureMatrix Matrix { get; }

    /// <summary>What was fitted, for the eye.</summary>
    public string Fitted { get; }

    /// <summary>The eigenvalues that were fitted.</summary>
    public Spectrum Spectrum { get; }

    /// <summary>The fits; none where there are too few eigenvalues for any.</summary>
    public IReadOnlyList<NamedFit> Laws { get; }

    /// <summary>Fits the Marchenko–Pastur law, and that of a population with a few atoms.</summary>
    /// <param name="matrix">Which matrix. Of one that may have negative eigenvalues, those are left out.</param>
    /// <param name="spectrum">All eigenvalues.</param>
    /// <param name="weightDecay">λ of weight decay, whose λI is taken out first where the matrix holds it; 0 for none.</param>
    /// <param name="vectors">The number of vectors whose mean outer product the matrix is, the N of the law.</param>
    public static TheoryFit Of(CurvatureMatrix matrix, Spectrum spectrum, double weightDecay, long vectors)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(spectrum);
        weightDecay = matrix.HoldsWeightDecay ? weightDecay : 0;
        spectrum = spectrum.Less(weightDecay);
        Spectrum fitted = matrix.IsSemidefinite
            ? spectrum
            : new Spectrum(
                [.. spectrum.Eigenvalues.Select(e => Math.Max(0, e))], spectrum.DType, spectrum.ZeroRows, spectrum.InheritedError);
        List<NamedFit> laws = [];
        try
        {
            laws.Add(new NamedFit("marchenko-pastur", BulkFitting.MarchenkoPastur(fitted)));
            laws.Add(new NamedFit("few-atoms", BulkFitting.Population(fitted, vectors, Atoms)));
        }
        catch (ArgumentException)
        {
            // Too few eigenvalues for a fit, which tables say.
        }

        string name = weightDecay > 0 ? $"{matrix.Symbol} less weight decay" : matrix.Symbol;
        return new TheoryFit(matrix, matrix.IsSemidefinite ? name : $"{name}, λ > 0", fitted, laws);
    }
}
