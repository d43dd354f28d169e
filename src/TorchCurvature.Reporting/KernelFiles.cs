using TorchCurvature.Reporting.Plots;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Reporting;

/// <summary><c>kernel.csv</c>, the eigenvalues of the neural tangent kernel as <c>point,index,eigenvalue</c>, and their figure.</summary>
public static class KernelFiles
{
    private const string TableName = "kernel.csv";
    private const string PlotName = "plots/kernel";

    /// <summary>Names of all files that there may be.</summary>
    public static IReadOnlyList<string> Names { get; } = [TableName, .. PlotFiles.Of(PlotName)];

    /// <summary>Writes them, where there is a kernel.</summary>
    /// <param name="run">The run that the files belong to.</param>
    /// <param name="points">The points.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(RunDirectory run, IReadOnlyList<ExactResult> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        NamedSpectrum[] kernels = [.. points.Where(p => p.Kernel is not null).Select(p => new NamedSpectrum(p.Name, p.Kernel!.Spectrum))];
        if (kernels.Length > 0)
        {
            EigenvalueTable.Write(run, kernels, TableName);
            ScreePlot.Write(run, "neural tangent kernel", kernels, [], PlotName);
        }
    }
}
