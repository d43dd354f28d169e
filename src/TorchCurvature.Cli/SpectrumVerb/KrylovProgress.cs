using System.Globalization;
using Spectre.Console;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Spectra;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>Shows where Lanczos and quadrature of one point stand.</summary>
internal sealed class KrylovProgress(ProgressContext progress, string point)
{
    private ProgressTask? _pairs;
    private ProgressTask? _density;

    public IProgress<LanczosProgress> Pairs => new SynchronousProgress<LanczosProgress>(p =>
    {
        _pairs ??= progress.AddTask($"Eigenpairs, {point}");
        // A confirmed pair has been found twice, so half of the bar is for the second search.
        (_pairs.MaxValue, _pairs.Value) = (2 * p.Wanted, p.IsConfirming ? p.Wanted + (p.Wanted / 2.0) : p.Converged);
        _pairs.Description = string.Create(
            CultureInfo.InvariantCulture, $"Eigenpairs, {point}: {p.Converged} of {p.Wanted}, {p.Products:N0} products{(p.IsConfirming ? ", looking for missed ones" : $", worst residual {p.WorstResidual:0e+0}")}");
    });

    public IProgress<QuadratureProgress> Density => new SynchronousProgress<QuadratureProgress>(p =>
    {
        _density ??= progress.AddTask($"Density, {point}");
        (_density.MaxValue, _density.Value) = (p.Wanted, p.Probes);
        _density.Description = string.Create(CultureInfo.InvariantCulture, $"Density, {point}: probe {p.Probes + 1} of {p.Wanted}, step {p.Step}");
    });
}
