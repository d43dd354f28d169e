using System.Globalization;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Spectra;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>A matrix beside the laws that were fitted to it.</summary>
/// <param name="Matrix">Which matrix.</param>
/// <param name="Fitted">What was fitted, for the eye.</param>
/// <param name="Spectrum">The eigenvalues that were fitted.</param>
/// <param name="Laws">Names and fits; empty where there are too few eigenvalues for any.</param>
internal sealed record TheoryFit(CurvatureMatrix Matrix, string Fitted, Spectrum Spectrum, IReadOnlyList<(string Law, BulkFit Fit)> Laws)
{
    private const int Atoms = 3;

    /// <summary>Fits the Marchenko–Pastur law, and that of a population with a few atoms.</summary>
    /// <param name="matrix">Which matrix. Of one that may have negative eigenvalues, those are left out.</param>
    /// <param name="spectrum">All eigenvalues.</param>
    /// <param name="weightDecay">λ of weight decay, whose λI is taken out first where the matrix holds it; 0 for none.</param>
    /// <param name="vectors">The number of vectors whose mean outer product the matrix is, the N of the law.</param>
    public static TheoryFit Of(CurvatureMatrix matrix, Spectrum spectrum, double weightDecay, long vectors)
    {
        weightDecay = matrix.HoldsWeightDecay ? weightDecay : 0;
        spectrum = spectrum.Less(weightDecay);
        Spectrum fitted = matrix.IsSemidefinite
            ? spectrum
            : new Spectrum(
                [.. spectrum.Eigenvalues.Select(e => Math.Max(0, e))], spectrum.DType, spectrum.ZeroRows, spectrum.InheritedError);
        List<(string, BulkFit)> laws = [];
        try
        {
            laws.Add(("marchenko-pastur", BulkFitting.MarchenkoPastur(fitted)));
            laws.Add(("few-atoms", BulkFitting.Population(fitted, vectors, Atoms)));
        }
        catch (ArgumentException)
        {
            // Too few eigenvalues for a fit, which the table says.
        }

        string name = weightDecay > 0 ? $"{matrix.Symbol} less weight decay" : matrix.Symbol;
        return new TheoryFit(matrix, matrix.IsSemidefinite ? name : $"{name}, λ > 0", fitted, laws);
    }

    /// <summary>The scale or the positive atoms of a law, as value:share, with all digits.</summary>
    public static string Parameters(BulkFit fit) => fit.Law is MarchenkoPastur law
        ? law.Scale.ToString("G17", CultureInfo.InvariantCulture)
        : string.Join(' ', fit.Population.Atoms.Where(a => a.Value > 0)
            .Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Value:G17}:{a.Weight:G17}")));
}
