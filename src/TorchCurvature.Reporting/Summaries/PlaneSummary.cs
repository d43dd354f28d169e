using TorchCurvature.Eigensolvers;
using TorchCurvature.Studies;

namespace TorchCurvature.Reporting.Summaries;

/// <summary>A plane: the places and losses of its networks, and the eigenvalues of its axes where it has such.</summary>
public static class PlaneSummary
{
    /// <summary>The tables of a plane.</summary>
    /// <param name="result">The plane.</param>
    public static IReadOnlyList<SummaryTable> Of(PlaneResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        SummaryTable points = new SummaryBuilder<PlanePoint>("plane", result.Points, p => p.Point)
            .Row("x, y", p => $"{Show.Place(p.X)}, {Show.Place(p.Y)}")
            .Row("loss, training", p => Show.Precise(p.TrainLoss))
            .RowIf(result.Test is not null, "loss, test", p => Show.Precise(p.TestLoss!.Value))
            .Build();
        return result.Axes is { } axes ? [points, OfAxes(axes)] : [points];
    }

    /// <summary>An eigenvalue by its place in the spectrum.</summary>
    internal static string Name(RitzPair pair) => pair.End == SpectrumEnd.Top ? $"λ{pair.Index}" : $"λ{pair.Index} from below";

    private static SummaryTable OfAxes(EigenvectorAxes axes) =>
        new("eigenvalue", ["value"], [.. axes.Eigenpairs.Select(pair => (string[])[Name(pair), Value(pair)])]);

    private static string Value(RitzPair pair) =>
        Show.PreciselyMeasured(pair.Value, pair.Radius) + (pair.IsConverged ? "" : ", not converged");
}
