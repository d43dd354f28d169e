using System.Globalization;
using Microsoft.VisualBasic.FileIO;
using TorchCurvature.Experiments;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Experiments;

/// <summary>The claims of the paper by the tables in a folder.</summary>
public sealed class ClaimsByResultsTests : IDisposable
{
    private const string Columns = "claim,place,verdict,statistic,value,lower,upper,level,seeds,command";

    private static readonly string[] s_batches = ["large", "small"];
    private static readonly string[] s_words = ["holds", "does not hold", "not decided", "not applicable"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ThereAreTheClaimsOfThePaperInItsOrder() =>
        Assert.Equal(Enumerable.Range(1, 36), ClaimList.All.Select(claim => claim.Number));

    [Fact]
    public void EveryClaimIsMeasuredByExperimentsThatThereAre() => Assert.Subset(
        PaperExperiments.All.Select(e => e.Name).ToHashSet(), ClaimList.All.SelectMany(claim => claim.Experiments).ToHashSet());

    [Fact]
    public void WithoutResultsNothingIsDecidedAndTheCommandIsSaid()
    {
        string[][] rows = Judge(_folder["nothing"]);
        Assert.Equal(36, rows.Length);
        Assert.All(rows, row => Assert.Contains(row[2], s_words));
        Assert.DoesNotContain(rows, row => row[2] is "holds" or "does not hold");
        Assert.Equal("there is no figure8/figure8.csv: run curvature reproduce figure8 --preset quick --seeds 5", rows[18][3]);
        Assert.Equal("curvature reproduce figure8 --preset quick --seeds 5", rows[18][9]);
    }

    // λ max of figure 8: 32, 64 and 128 times as large for the large batch.
    [Fact]
    public void AClaimIsDecidedByTheTablesOfItsExperiment()
    {
        Directory.CreateDirectory(_folder["results/figure8"]);
        IEnumerable<string> rows =
            from seed in Enumerable.Range(0, 3)
            from batch in s_batches
            from x in Enumerable.Range(1, 40)
            let scale = batch == "large" ? Math.Pow(2, seed + 5) : 1
            select string.Create(CultureInfo.InvariantCulture, $"{batch},{seed},{x},{scale * Math.Exp(-0.2 * x):R}");
        File.WriteAllLines(_folder["results/figure8/figure8.csv"], ["batch,seed,x,eigenvalue", .. rows]);
        WriteManifest("paper", seeds: 3);
        string[] row = Judge(_folder["results"])[19];
        Assert.Equal("holds", row[2]);
        Assert.Equal(64, double.Parse(row[4], CultureInfo.InvariantCulture), 1e-9);
        // Three samples of log₂ with error 1/√3, and Student's 4.302653.
        Assert.Equal(6 - (4.302653 / Math.Sqrt(3)), Math.Log2(double.Parse(row[5], CultureInfo.InvariantCulture)), 1e-5);
        Assert.Equal(("0.125", "3"), (row[7], row[8]));
        Assert.Equal("curvature reproduce figure8 --preset paper --seeds 3", row[9]);
        Assert.Contains("[figure8](../results/figure8)", File.ReadAllText(_folder["out/README.md"]), StringComparison.Ordinal);

        WriteManifest("smoke", seeds: 3);
        string[] smoke = Judge(_folder["results"])[19];
        Assert.Equal("not decided", smoke[2]);
        Assert.StartsWith("figure8/figure8.csv is of the smoke size", smoke[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("batch,seed,x\nlarge,0,1", "figure8/figure8.csv has no column eigenvalue")]
    [InlineData("batch,seed,x,eigenvalue\nlarge,0,1,many", "figure8/figure8.csv has 'many' in column eigenvalue, which is not a number")]
    [InlineData("batch,seed,x,eigenvalue\nlarge,0", "figure8/figure8.csv has a row of 2 cells under 4 columns")]
    [InlineData("batch,seed,x,eigenvalue", "figure8/figure8.csv has no row")]
    [InlineData("batch,seed,x,eigenvalue\n\"large,0,1,1", "figure8/figure8.csv has an open quote")]
    public void ADamagedTableDecidesNothingAndSaysWhatIsWrong(string text, string message)
    {
        Directory.CreateDirectory(_folder["results/figure8"]);
        File.WriteAllText(_folder["results/figure8/figure8.csv"], text);
        string[] row = Judge(_folder["results"])[19];
        Assert.Equal("not decided", row[2]);
        Assert.StartsWith(message, row[3], StringComparison.Ordinal);
    }

    private void WriteManifest(string preset, int seeds) => File.WriteAllText(
        _folder["results/figure8/run.json"],
        string.Create(CultureInfo.InvariantCulture, $$"""{ "options": { "preset": "{{preset}}", "seeds": {{seeds}} } }"""));

    private string[][] Judge(string results)
    {
        var context = new ExperimentContext(Preset.Quick, seeds: 1, workers: 1, _folder["cells"], new RecordedProgress<CellProgress>())
        {
            ResultsFolder = results,
        };
        PaperExperiments.All.Single(e => e.Name == "claims")
            .Run(context, RunDirectory.Open(_folder["out"], overwrite: true), TestContext.Current.CancellationToken);
        string[] lines = File.ReadAllLines(_folder["out/claims.csv"]);
        Assert.Equal(Columns, lines[0]);
        return [.. lines.Skip(1).Select(Cells)];
    }

    private static string[] Cells(string line)
    {
        using var parser = new TextFieldParser(new StringReader(line));
        parser.SetDelimiters(",");
        return parser.ReadFields()!;
    }
}
