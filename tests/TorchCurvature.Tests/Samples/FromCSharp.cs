using TorchCurvature;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

// Outside of TorchCurvature, as a user's program is: what it does not say by a using is not found.
namespace Samples;

/// <summary>README's section "From C#": each region is a block there, letter for letter.</summary>
internal static class FromCSharp
{
    internal static void Run(nn.Module<Tensor, Tensor> model, Tensor inputs, Tensor labels)
    {
        #region first spectrum
        NativeRuntime.Configure();                        // before the first tensor
        using var batch = new Batch(inputs, labels);      // takes both tensors over and disposes them
        var risk = new EmpiricalRisk(model, new CrossEntropy(), [batch]);
        Spectrum spectrum = risk.Hessian().Spectrum();
        Console.WriteLine($"λ max {spectrum.Largest}, {spectrum.NegativeCount} negative, each within {spectrum.NoiseFloor}");
        #endregion

        #region large network
        using ExtremalEigenPairs top = risk.Hessian().Top(5);
        SpectralDensity density = risk.Hessian().Density(known: top);
        Console.WriteLine($"top {string.Join(", ", top.Pairs.Select(p => $"{p.Value} ± {p.Radius}"))}; {density.Cumulative(0):p0} are ≤ 0");
        #endregion

        #region outliers
        foreach (OutlierCount count in OutlierCounting.CountByEveryRule(spectrum))
        {
            Console.WriteLine($"{count.Rule}: {count.Count} above {count.Cutoff}");
        }
        #endregion
    }
}
