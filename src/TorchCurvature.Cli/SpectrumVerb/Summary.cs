using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Cli.SpectrumVerb;

/// <summary>The table at the end of a run.</summary>
internal static class Summary
{
    // A thousandth of the largest eigenvalue: a direction this flat is a thousand times flatter than the steepest one.
    public const double NearZeroShare = 1e-3;

    private const string NearZeroLabel = "near zero, |λ| ≤ max |λ| / 1000";

    public static double NearZeroThreshold(Spectrum spectrum) => NearZeroShare * spectrum.SpectralNorm;

    public static IRenderable Table(RunRecord run)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(TitleOf(run.Curvature));
        foreach (PointAnalysis point in run.Points)
        {
            table.AddColumn(new TableColumn(point.Name).RightAligned());
        }

        Row("parameters P", p => $"{p.Spectrum.Dimension:N0}");
        Row("training examples N", p => $"{p.Train.ExampleCount:N0}");
        Row("loss, training", p => Show.Number(p.Train.Loss));
        Row("loss, test", p => Show.Number(p.Test.Loss));
        Row("accuracy, training", p => Show.Percent(p.Train.Accuracy));
        Row("accuracy, test", p => Show.Percent(p.Test.Accuracy));
        if (run.WeightDecay > 0)
        {
            Row("weight decay, ½λ‖w‖²", p => Show.Number(p.Train.Penalty));
        }

        Row("gradient norm", p => Show.Number(p.Train.GradientNorm ?? double.NaN));
        Row("λ max", p => Show.Number(p.Spectrum.Largest));
        Row("λ min", p => Show.Number(p.Spectrum.Smallest));
        Row("error bound of each λ", p => Show.Number(p.Spectrum.NoiseFloor));
        Row("negative, λ < −error bound", p => $"{p.Spectrum.NegativeCount:N0}");
        Row(NearZeroLabel, p => $"{p.Spectrum.CountNearZero(NearZeroThreshold(p.Spectrum)):N0}");
        Row("rows that are exactly zero", p => $"{p.Spectrum.ZeroRows:N0}");
        for (int i = 0; i < run.Points[0].Outliers.Count; i++)
        {
            int rule = i;
            Row($"large eigenvalues, {run.Points[0].Outliers[i].Rule.Name()}", p => p.Outliers[rule] is { Count: > 0 } found
                ? $"{found.Count} above {Show.Number(found.Cutoff)}"
                : p.Outliers[rule].Basis == OutlierBasis.TooFew ? "too few to tell" : "none found");
        }

        if (run.Points.Any(p => p.Remark is not null))
        {
            Row("remark", p => p.Remark ?? "");
        }

        Row("time, matrix", p => Show.Time(p.HessianSeconds));
        Row("time, eigenvalues", p => Show.Time(p.EigenvalueSeconds));
        if (run.Points.Any(p => p.Split is not null))
        {
            Row("time, split", p => Show.Time(p.Split?.Seconds ?? 0));
        }

        if (run.Points.Any(p => p.Noise is not null))
        {
            Row("time, noise", p => Show.Time(p.Noise?.Seconds ?? 0));
        }

        AddRunRows(table, run, run.Points.Count);
        return table;

        void Row(string label, Func<PointAnalysis, string> cell) => table.AddRow([label, .. run.Points.Select(cell)]);
    }

    /// <summary>The table of an analysis by products.</summary>
    public static IRenderable KrylovTable(RunRecord run)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(TitleOf(run.Curvature));
        foreach (KrylovAnalysis point in run.KrylovPoints)
        {
            table.AddColumn(new TableColumn(point.Name).RightAligned());
        }

        Row("parameters P", p => $"{p.Dimension:N0}");
        Row("training examples N", p => $"{p.Train.ExampleCount:N0}");
        Row("loss, training", p => Show.Number(p.Train.Loss));
        Row("loss, test", p => Show.Number(p.Test.Loss));
        Row("accuracy, training", p => Show.Percent(p.Train.Accuracy));
        Row("accuracy, test", p => Show.Percent(p.Test.Accuracy));
        if (run.WeightDecay > 0)
        {
            Row("weight decay, ½λ‖w‖²", p => Show.Number(p.Train.Penalty));
        }

        Row("gradient norm", p => Show.Number(p.Train.GradientNorm ?? double.NaN));
        Row("λ max", p => Extreme(p, SpectrumEnd.Top));
        Row("λ min", p => Extreme(p, SpectrumEnd.Bottom));
        Row("eigenpairs converged", p => $"{p.Pairs.Pairs.Count(pair => pair.IsConverged)} of {p.Pairs.Pairs.Count}");
        Row("none missed further out", p => p.Pairs.AreRanksConfirmed ? "searched again" : "not searched again");
        foreach ((string label, EstimatedQuantity quantity) in (IEnumerable<(string, EstimatedQuantity)>)
            [
                ("trace", EstimatedQuantity.Trace),
                ("Frobenius norm", EstimatedQuantity.FrobeniusNorm),
                (NearZeroLabel, EstimatedQuantity.CountNearZero),
                ("negative, λ < −√ε max |λ|", EstimatedQuantity.CountNegative),
            ])
        {
            if (run.KrylovPoints.Any(p => p.Estimates.Count > 0))
            {
                Row($"{label} (95 %)", p => Describe(p.Estimates.SingleOrDefault(e => e.Quantity == quantity)));
            }
        }

        Row("products", p => $"{p.Pairs.Products + (p.Density?.Products ?? 0) + (p.Estimates.Count > 0 ? p.Estimates[0].Products : 0):N0}");
        Row("time, eigenpairs", p => Show.Time(p.PairSeconds));
        Row("time, density and estimates", p => Show.Time(p.DensitySeconds));
        AddRunRows(table, run, run.KrylovPoints.Count);
        return table;

        string Extreme(KrylovAnalysis point, SpectrumEnd end) =>
            point.Pairs.Outermost(end) is { } pair ? Interval(pair) : Missing(run.Effective.Lanczos, end);

        void Row(string label, Func<KrylovAnalysis, string> cell) => table.AddRow([label, .. run.KrylovPoints.Select(cell)]);
    }

    /// <summary>An eigenvalue with its error.</summary>
    public static string Interval(RitzPair pair) => Show.Measured(pair.Value, pair.Radius);

    /// <summary>What stands in the place of the outermost eigenvalue of an end that is not known.</summary>
    public static string Missing(LanczosOptions wanted, SpectrumEnd end) => (end == SpectrumEnd.Top ? wanted.Top : wanted.Bottom) == 0
        ? "not asked for" : "not found";

    private static string Describe(Estimate? estimate)
    {
        if (estimate is null)
        {
            return "";
        }

        if (double.IsNaN(estimate.Value))
        {
            return $"none: {KrylovFiles.Name(estimate.Status)}";
        }

        string interval = estimate.Total > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(estimate.Lower):N0} to {Math.Ceiling(estimate.Upper):N0}")
            : $"{Show.Number(estimate.Lower)} to {Show.Number(estimate.Upper)}";
        return estimate.IsResolved ? interval : $"not resolved, {interval}";
    }

    private static string TitleOf(CurvatureMatrix part)
    {
        string title = part.Title;
        return $"{char.ToUpperInvariant(title[0])}{title[1..]} of the loss";
    }

    private static void AddRunRows(Table table, RunRecord run, int columns)
    {
        RowOfRun("time, data", Show.Time(run.Seconds["data"]));
        RowOfRun($"time, training, {run.Training!.Steps:N0} steps", Show.Time(run.Seconds["training"]));
        if (run.Seconds.TryGetValue("track", out double track))
        {
            RowOfRun($"time, track, {run.Track.Count} points", Show.Time(track));
        }

        RowOfRun("time, files and plots", Show.Time(run.Seconds["files"]));
        RowOfRun("peak memory", MachineMemory.Format(RunManifest.PeakMemoryBytes));

        void RowOfRun(string label, string cell) => table.AddRow([label, .. Enumerable.Repeat("", columns - 1), cell]);
    }
}
