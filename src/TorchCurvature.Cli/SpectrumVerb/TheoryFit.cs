using System.Globalization;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Spectra;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>A matrix beside the laws that were fitted to it.</summary>
/// <param name="Matrix">Its name in files.</param>
/// <param name="Fitted">What was fitted, for the eye.</param>
/// <param name="Spectrum">The eigenvalues that were fitted.</param>
/// <param name="Laws">Names and fits; empty where there are too few eigenvalues for any.</param>
internal sealed record TheoryFit(string Matrix, string Fitted, Spectrum Spectrum, IReadOnlyList<(string Law, BulkFit Fit)> Laws)
{
    private const int Atoms = 3;

    /// <summary>Fits the Marchenko–Pastur law, and that of a population with a few atoms.</summary>
    /// <param name="matrix">The name.</param>
    /// <param name="spectrum">All eigenvalues.</param>
    /// <param name="weightDecay">λ of the λI that the matrix holds, which is taken out first; 0 for none.</param>
    /// <param name="isSemidefinite">Whether there are no negative ones but for rounding; others are left out.</param>
    /// <param name="vectors">The number of vectors whose mean outer product the matrix is, the N of the law.</param>
    public static TheoryFit Of(string matrix, Spectrum spectrum, double weightDecay, bool isSemidefinite, long vectors)
    {
        spectrum = spectrum.Less(weightDecay);
        Spectrum fitted = isSemidefinite ? spectrum : new Spectrum([.. spectrum.Eigenvalues.Select(e => Math.Max(0, e))], spectrum.DType, spectrum.ZeroRows, spectrum.InheritedError);
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

        string name = matrix == "gradient-covariance" ? "empirical Fisher" : matrix;
        name = weightDecay > 0 ? $"{name} less weight decay" : name;
        return new TheoryFit(matrix, isSemidefinite ? name : $"{name}, λ > 0", fitted, laws);
    }

    /// <summary>The scale or the positive atoms of a law, as value:share, with all digits.</summary>
    public static string Parameters(BulkFit fit) => fit.Law is MarchenkoPastur law
        ? law.Scale.ToString("G17", CultureInfo.InvariantCulture)
        : string.Join(' ', fit.Population.Atoms.Where(a => a.Value > 0).Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Value:G17}:{a.Weight:G17}")));
}
