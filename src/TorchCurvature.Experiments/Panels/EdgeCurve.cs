using ScottPlot;

namespace TorchCurvature.Experiments.Panels;

/// <summary>An end of a spectrum over several seeds.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="X">The places on the horizontal axis.</param>
/// <param name="Seeds">For each seed, an eigenvalue at each place.</param>
/// <param name="Color">Its colour.</param>
internal sealed record EdgeCurve(string Name, IReadOnlyList<double> X, IReadOnlyList<IReadOnlyList<double>> Seeds, Color Color)
{
    private static readonly ScottPlot.Colormaps.Viridis s_colors = new();

    // Beyond it the colours turn to yellow, which is not seen on white.
    private const double LastColor = 0.72;

    /// <summary>Colours for curves in an order, dark to light.</summary>
    public static Color ColorOf(int place, int count) => s_colors.GetColor(count == 1 ? 0 : LastColor * place / (count - 1));

    /// <summary>The same curve with every eigenvalue changed.</summary>
    /// <param name="change">Takes the eigenvalues of one seed.</param>
    public EdgeCurve With(Func<IReadOnlyList<double>, IReadOnlyList<double>> change) => this with { Seeds = [.. Seeds.Select(change)] };
}
