using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;

namespace TorchCurvature.Studies.Estimates;

/// <summary>What a look at checkpoints takes.</summary>
internal static class CheckpointEstimate
{
    // Of an eigenvalue at a checkpoint, with the search from a random start and without.
    private const double ProductsOfConfirmed = 13;
    private const double ProductsOfOthers = 5;

    // Probes of a trace whose outliers are known.
    private const double ProductsOfTrace = 60;

    /// <summary>The estimate.</summary>
    /// <param name="spec">What is looked at.</param>
    /// <param name="risk">The risk, over batches as they are multiplied.</param>
    /// <param name="keptGraphs">Batches whose graphs are kept.</param>
    /// <param name="hasMoments">Whether the checkpoints have Adam's second moments.</param>
    /// <param name="bytes">The memory it takes.</param>
    /// <param name="calibration">How carefully to measure.</param>
    public static RunEstimate Of(
        CheckpointTrackSpec spec, EmpiricalRisk risk, int keptGraphs, bool hasMoments, double bytes, Calibration calibration)
    {
        var time = new ProductTime(risk, CurvatureMatrices.Hessian, spec.Top, keptGraphs, calibration);
        double confirmed = 1.0 / spec.ConfirmEvery;
        double ofTop = spec.Top * ((confirmed * ProductsOfConfirmed) + ((1 - confirmed) * ProductsOfOthers));
        double products = spec.Preconditioned && hasMoments ? 2 * ofTop : ofTop;
        products += spec.Trace ? ProductsOfTrace : 0;
        QuadratureOptions quadrature = spec.Quadrature;
        double ofDensity = quadrature.EffectiveProbes(risk.Dimension) * (double)quadrature.EffectiveSteps(risk.Dimension);
        products += spec.Density ? ofDensity : 0;
        double each = products * (time.Seconds + time.OrthogonalizationSeconds(10 * spec.Top, spec.Top));
        int count = spec.Checkpoints.Count;
        if (spec.Density)
        {
            string error = quadrature.WassersteinError.ToString(CultureInfo.InvariantCulture);
            double most = count * quadrature.TheoremProducts(risk.Dimension);
            RunEstimate.RequireEnd($"--density-error {error}", most, most * time.Seconds);
        }

        string what = string.Create(
            CultureInfo.InvariantCulture, $"{count:N0} checkpoints of P = {risk.Dimension:N0} by {count * products:N0} products");
        double ofProgram = ProgramMemory.OfFiles + ProgramMemory.OfProducts;
        return new RunEstimate([new(what, count * each), EstimatedPart.StartAndFiles()], Math.Max(bytes, ofProgram));
    }
}
