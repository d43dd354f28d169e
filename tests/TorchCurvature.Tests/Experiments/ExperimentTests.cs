using TorchCurvature.Experiments;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Experiments;

/// <summary>All experiments at their smoke size.</summary>
public sealed class ExperimentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names { get; } = [.. PaperExperiments.All.Select(e => e.Name)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheFiguresAndTablesOfThePaperHaveNames() => Assert.Equal([
        "figure1", "figure2", "figure3", "table1", "batch-sizes", "figure4", "figure5", "figure6", "figure7", "figure8", "figure9",
        "figure10", "appendix-b", "linear-model", "singularity", "second-term", "descents", "starts", "claims"
    ], PaperExperiments.Papers[0].Experiments.Select(e => e.Name));

    [Fact]
    public void LaterResultsHaveTheNamesOfTheirPapers() => Assert.Equal(
        ["singh", "cohen", "papyan", "gur-ari", "frankle", "ghorbani", "zhang"],
        PaperExperiments.Papers.Skip(1).SelectMany(p => p.Experiments).Select(e => e.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryExperimentWritesItsFilesAndDecidesNothingAtTheSmokeSize(string name)
    {
        Experiment experiment = PaperExperiments.All.Single(e => e.Name == name);
        IReadOnlyList<Verdict> verdicts = Run(experiment, "first", out _, workers: 2);
        Assert.NotEmpty(verdicts);
        Assert.All(verdicts, v => Assert.Equal(Outcome.NotDecided, v.Outcome));
        Assert.All(experiment.Files, file => Assert.True(new FileInfo(Path.Combine(_folder["first"], file)).Length > 0, file));
        string page = File.ReadAllText(Path.Combine(_folder["first"], "README.md"));
        Assert.Contains(experiment.Title, page, StringComparison.Ordinal);
        Assert.All(verdicts, v =>
        {
            Assert.DoesNotContain("\\", v.Evidence, StringComparison.Ordinal);
            Assert.Contains($"| {v.Evidence.Replace("|", "\\|", StringComparison.Ordinal)} |\n", page, StringComparison.Ordinal);
        });

        // Finished computations are read back, and give the same bytes as those just made.
        string again = $"results/{name}";
        Run(experiment, again, out _, workers: 1);
        Assert.All(experiment.Files.Where(f => f.EndsWith("csv", StringComparison.Ordinal)), SameAsFirst(again));
        if (PaperExperiments.Papers[0].Experiments.Contains(experiment) && name != "claims")
        {
            AssertJudgedAsTheClaims(name, verdicts);
        }
    }

    [Fact]
    public void ResultsDoNotDependOnHowManyAreComputedAtATime()
    {
        Experiment table = PaperExperiments.All.Single(e => e.Name == "table1");
        Run(table, "first", out _, workers: 2);
        Directory.Delete(_folder["cells"], recursive: true);
        Run(table, "alone", out ExperimentContext alone, workers: 1);
        Assert.Equal(0, alone.Reused);
        Assert.All(table.Files.Where(f => f.EndsWith("csv", StringComparison.Ordinal)), SameAsFirst("alone"));
    }

    [Fact]
    public void AnInterruptedExperimentGoesOnWhereItWas()
    {
        Experiment table = PaperExperiments.All.Single(e => e.Name == "table1");
        using var stop = new CancellationTokenSource();
        var stopAfterTwo = new RecordedProgress<CellProgress>(p =>
        {
            if (p.Done == 2)
            {
                stop.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(
            () => table.Run(Context(1, stopAfterTwo), RunDirectory.Open(_folder["first"], overwrite: false), stop.Token));
        Assert.Equal(2, Directory.GetFiles(_folder["cells"]).Length);

        Run(table, "first", out ExperimentContext resumed, workers: 1);
        Assert.Equal(2, resumed.Reused);
    }

    [Fact]
    public void AResultOfOtherSettingsIsNotTaken()
    {
        Experiment figure = PaperExperiments.All.Single(e => e.Name == "figure1");
        Run(figure, "first", out _, workers: 1);
        string cell = Directory.GetFiles(_folder["cells"]).Single();
        File.WriteAllText(cell, File.ReadAllText(cell)
            .Replace("dimension\\\":20", "dimension\\\":21", StringComparison.Ordinal)
            .Replace("dimension\\u0022:20", "dimension\\u0022:21", StringComparison.Ordinal));
        Run(figure, "second", out ExperimentContext other, workers: 1);
        Assert.Equal(0, other.Reused);

        File.WriteAllText(cell, "not JSON");
        Run(figure, "third", out ExperimentContext broken, workers: 1);
        Assert.Equal(0, broken.Reused);
    }

    [Fact]
    public void AFailureOfTheNativeLibraryNamesTheComputation()
    {
        string message = Assert.Throws<InvalidOperationException>(() => Context(workers: 1, new RecordedProgress<CellProgress>())
            .Measure<double>([new BrokenCell()], TestContext.Current.CancellationToken)).Message;
        Assert.StartsWith(
            "broken failed in the native library: mat1 and mat2 shapes cannot be multiplied", message, StringComparison.Ordinal);
        Assert.EndsWith("Finished computations are kept; the same command goes on from them.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new double[] { 3 }, 3, "3.0")]
    [InlineData(new double[] { 5, 1, 2 }, 2, "2.0 [1.0, 5.0]")]
    [InlineData(new double[] { 4, 1, 2, 9 }, 3, "3.0 [1.0, 9.0]")]
    public void ASummaryHasTheMedianAndTheRange(double[] values, double median, string text)
    {
        SeedSummary summary = SeedSummary.Of(values);
        Assert.Equal((median, values.Min(), values.Max()), (summary.Median, summary.Least, summary.Greatest));
        Assert.Equal(text, summary.ToText("0.0"));
    }

    // The page of an experiment and that of all claims judge by the same functions of the same numbers, which the latter reads from tables.
    private void AssertJudgedAsTheClaims(string name, IReadOnlyList<Verdict> verdicts)
    {
        Verdict[] ofThePaper = [.. verdicts.Where(v => !v.Claim.StartsWith('('))];
        Assert.Subset(ClaimList.All.Select(c => c.Text).ToHashSet(), ofThePaper.Select(v => v.Claim).ToHashSet());
        var results = new PublishedResults(_folder["results"]);
        string[] alone = [name];
        IEnumerable<(Verdict Verdict, Claim Claim)> pairs =
            from verdict in ofThePaper
            join claim in ClaimList.All on verdict.Claim equals claim.Text
            where claim.Experiments.SequenceEqual(alone)
            select (verdict, claim);
        Assert.All(pairs, pair => Assert.Equal(pair.Claim.Decide(results).Judgement.Evidence, pair.Verdict.Evidence));
    }

    private Action<string> SameAsFirst(string folder) =>
        file =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["first"], file)), File.ReadAllBytes(Path.Combine(_folder[folder], file)));

    private IReadOnlyList<Verdict> Run(Experiment experiment, string folder, out ExperimentContext context, int workers)
    {
        context = Context(workers, new RecordedProgress<CellProgress>());
        return experiment.Run(context, RunDirectory.Open(_folder[folder], overwrite: true), TestContext.Current.CancellationToken);
    }

    private ExperimentContext Context(int workers, RecordedProgress<CellProgress> progress) =>
        new(Preset.Smoke, seeds: 1, workers, _folder["cells"], progress);
}
