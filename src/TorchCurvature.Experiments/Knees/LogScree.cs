using TorchCurvature.Spectra;

namespace TorchCurvature.Experiments.Knees;

/// <summary>The upper end of a spectrum: logarithms of its largest eigenvalues, descending.</summary>
internal static class LogScree
{
    /// <summary>As many as figures 4 and 8 show.</summary>
    public const int Length = 40;

    /// <summary>Those of them that are positive beyond rounding.</summary>
    public static double[] Of(Spectrum spectrum) =>
        [.. spectrum.Eigenvalues.Take(Length).TakeWhile(e => e > spectrum.RelativeFloor).Select(e => Math.Log(e))];

    /// <summary>The mean over seeds at each index.</summary>
    /// <param name="seeds">Equally long screes; at least one.</param>
    public static double[] Mean(IReadOnlyList<IReadOnlyList<double>> seeds) =>
        [.. Enumerable.Range(0, seeds[0].Count).Select(i => seeds.Average(scree => scree[i]))];
}
