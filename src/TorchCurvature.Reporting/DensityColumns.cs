using TorchCurvature.Spectra;

namespace TorchCurvature.Reporting;

/// <summary>The columns of a density at one place, which two tables share.</summary>
internal static class DensityColumns
{
    /// <summary>The columns.</summary>
    /// <typeparam name="T">What a row is about.</typeparam>
    /// <param name="place">The density of a row.</param>
    public static Column<T>[] Of<T>(Func<T, DensityPoint> place) =>
    [
        new("eigenvalue", row => place(row).Eigenvalue),
        new("density", row => place(row).Density),
        new("lower", row => place(row).Lower),
        new("upper", row => place(row).Upper),
        new("quadrature_bound", row => place(row).QuadratureBound),
    ];
}
