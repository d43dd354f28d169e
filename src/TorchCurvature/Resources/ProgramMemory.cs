namespace TorchCurvature.Resources;

/// <summary>
/// What a run takes beside its arrays once it has begun, measured on Linux (x64): code that is loaded and compiled when results are drawn,
/// written and fitted for the first time, and what the runtime and the native library keep for the next one.
/// </summary>
internal static class ProgramMemory
{
    private const double Mebibyte = 1 << 20;

    /// <summary>Tables, figures in two formats, HDF5 and the page of a run.</summary>
    public const double OfFiles = 42 * Mebibyte;

    /// <summary>The same again at a second point.</summary>
    public const double OfFurtherPoint = 23 * Mebibyte;

    /// <summary>Curves alone, of a training or between networks.</summary>
    public const double OfCurves = 30 * Mebibyte;

    /// <summary>Searches, densities and traces by products.</summary>
    public const double OfProducts = 25 * Mebibyte;

    /// <summary>Fits of random-matrix laws.</summary>
    public const double OfFits = 65 * Mebibyte;

    /// <summary>The parts of a split, with figures of their own.</summary>
    public const double OfSplit = 17 * Mebibyte;
}
