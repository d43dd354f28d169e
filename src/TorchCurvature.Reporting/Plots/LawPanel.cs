namespace TorchCurvature.Reporting.Plots;

/// <summary>What one panel of a <see cref="LawPlot"/> shows: laws, and the eigenvalues they are held against.</summary>
/// <param name="Title">Above the panel.</param>
/// <param name="Quantity">What the horizontal axis shows.</param>
/// <param name="Curves">The laws.</param>
public sealed record LawPanel(string Title, string Quantity, IReadOnlyList<LawCurve> Curves)
{
    /// <summary>
    /// Eigenvalues without those that count as 0, in any order. Where there are any, heights are numbers of eigenvalues and a law has that
    /// of as many; otherwise densities.
    /// </summary>
    public IReadOnlyList<double> Eigenvalues { get; init; } = [];

    /// <summary>Those of the eigenvalues that are drawn in the colour of outliers.</summary>
    public IReadOnlyList<double> Outliers { get; init; } = [];

    /// <summary>What the legend calls those.</summary>
    public string OutliersName { get; init; } = "outliers";

    /// <summary>Places where outliers are predicted, marked by triangles.</summary>
    public IReadOnlyList<double> Predicted { get; init; } = [];

    /// <summary>What the legend calls the predicted places.</summary>
    public string PredictedName { get; init; } = "predicted outliers";

    /// <summary>
    /// Whether both axes are logarithmic, as the spectra of trained networks need; the eigenvalues are then all positive.
    /// </summary>
    public bool IsLogarithmic { get; init; }
}
