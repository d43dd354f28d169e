using TorchCurvature.Experiments.Blobs;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Experiments.Table1;

namespace TorchCurvature.Tests.Experiments;

public sealed class BatchSizeClaimsTests
{
    private static readonly PaperRow[] s_rows =
        [.. PaperRow.All.Where(r => r.Optimizer == Optimizer.StochasticGradientDescent && r.Spread == 10)];

    [Theory]
    [InlineData(1.0, 0.1, Outcome.Holds, "excluded by no row: 8;")]
    [InlineData(1.4, 0.1, Outcome.NotDecided, "excluded by no row: 8;")]
    [InlineData(3.0, 0.1, Outcome.DoesNotHold, "each size is excluded by a row;")]
    [InlineData(1.0, 2.0, Outcome.NotDecided, "excluded by no row: 8, 32;")]
    public void OneSizeFitsWhereTheIntervalsOfAllRowsAreNearThePaper(double offset, double noise, Outcome expected, string words)
    {
        // With 8 one row is off, and with 32 all are, by four.
        Verdict verdict = BatchSizeClaims.OneSizeFitsAll(
        [
            .. s_rows.Select(row => Row(row, 8, row.Classes == 20 ? offset : 1, noise)),
            .. s_rows.Select(row => Row(row, 32, 4, noise)),
        ]);
        Assert.Equal(expected, verdict.Outcome);
        Assert.StartsWith(words, verdict.Evidence, StringComparison.Ordinal);
        Assert.Contains("nearest with batches of 8, ", verdict.Evidence, StringComparison.Ordinal);
    }

    private static BatchMean Row(PaperRow row, int size, double factor, double noise) =>
        new(row, size, [.. ((double[])[-1, -0.5, 0, 0.5, 1]).Select(z => row.Mean * factor * Math.Exp(noise * z))]);
}
