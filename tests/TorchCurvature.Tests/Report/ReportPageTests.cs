using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TorchCurvature.Report;
using TorchCurvature.Report.Folders;
using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests.Report;

/// <summary>The page of a run as text: what is in it, and that it is what the files say.</summary>
public sealed partial class ReportPageTests
{
    private const string Records = "step,phase,train_loss,train_accuracy,test_loss,test_accuracy,gradient_norm\n"
        + "0,1,2.3,0.1,2.4,0.12,0.5\n10,1,0.12345678901234567,0.9,0.2,0.85,0.05\n";

    private static readonly string s_papers = Path.Combine(RepositoryRoot.Path, "docs", "paper");

    /// <summary>A section is there exactly where its file is.</summary>
    [Theory]
    [InlineData("records.csv", Records, "Training", "loss")]
    [InlineData("largest-eigenvalues.csv", "step,index,eigenvalue,residual,two_over_learning_rate,confirmed\n0,1,2.5,1e-3,20,true\n",
        "Training", "largest-eigenvalues")]
    [InlineData("density.csv", "point,eigenvalue,density,lower,upper,quadrature_bound\nfinal,0,1,0.5,2,0\nfinal,1,0.1,0,1,0\n",
        "Spectrum from matrix-vector products", "density")]
    [InlineData("eigenpairs.csv", "point,end,index,eigenvalue,residual,converged\nfinal,top,1,2.5,1e-9,true\n",
        "Spectrum from matrix-vector products", "eigenpairs")]
    [InlineData("split.csv", "point,matrix,index,eigenvalue\nfinal,H,1,2\nfinal,G,1,1.5\n", "Split: H = G + F", "split-final")]
    [InlineData("layers.csv", "point,layer,parameters,quantity,value,error\nfinal,a.weight,6,lambda-max,2,0\n", "Per layer", "layers")]
    [InlineData("kernel.csv", "point,index,eigenvalue\nfinal,1,3\nfinal,2,1\n", "Neural tangent kernel", "kernel-scree")]
    [InlineData("noise.csv", "point,quantity,value\nfinal,trace,2.5\n", "Gradient noise", null)]
    [InlineData("theory.csv", "point,matrix,law,gamma,ks_distance,outlier_threshold,outlier_count\nfinal,H,few-atoms,1,0.3,2,1\n",
        "Random matrix theory", null)]
    [InlineData("track.csv", "step,loss,gradient_norm,lambda_max,lambda_min\n0,2.5,1,3,-1\n5,1,0.5,2,-0.5\n", "Through training", "edges")]
    [InlineData("checkpoints.csv", "checkpoint,step,quantity,value,lower,upper,remark\na.pt,1,lambda_1,2,1.9,2.1,\n", "Checkpoints",
        "checkpoint-eigenvalues")]
    [InlineData("interpolation.csv", "alpha,train_loss,train_accuracy,train_loss_standard_error\n0,1,0.5,0.1\n1,2,0.4,0.1\n",
        "Between the networks", "path-loss")]
    [InlineData("curve.csv", "alpha,train_loss\n0,1\n1,2\n", "Between the networks", "path-loss")]
    [InlineData("plane.csv", "x,y,train_loss\n0,0,1\n1,0,2\n0,1,3\n1,1,4\n", "Plane", "plane")]
    [InlineData("sharpness.csv", "start,largest_loss\n1,0.5\n", "Keskar sharpness", "starts")]
    public void ASectionIsThereExactlyWhereItsFileIs(string file, string text, string section, string? figure)
    {
        using MadeRun without = new MadeRun().WithManifest(new { command = "spectrum" });
        using MadeRun with = new MadeRun().WithManifest(new { command = "spectrum" }).With(file, text);
        Assert.DoesNotContain(section, PageReading.Sections(without.Page()));
        string page = with.Page();
        bool isOnTheFirstScreen = figure is not null && PageReading.Figures(page)[0] == figure;
        Assert.True(isOnTheFirstScreen || PageReading.Sections(page).Contains(section));
        Assert.Equal(figure is not null, figure is not null && PageReading.Figures(page).Contains(figure));
        Assert.Empty(Problem().Matches(page));
    }

    [Fact]
    public void TheNumbersAreThoseOfTheManifestToTheDigit()
    {
        using MadeRun run = new MadeRun().WithSpectrum(500);
        string manifest = File.ReadAllText(Path.Combine(run.Path, "run.json"));
        string[] values = PageReading.Values(run.Page());
        using JsonDocument document = JsonDocument.Parse(manifest);
        foreach (JsonProperty point in document.RootElement.GetProperty("points").EnumerateObject())
        {
            foreach (string name in (string[])["largestEigenvalue", "smallestEigenvalue", "eigenvalueErrorBound", "mean", "loss"])
            {
                string digits = point.Value.GetProperty(name).GetRawText();
                Assert.Contains($"\"{name}\":{digits}", manifest, StringComparison.Ordinal); // the file's own text
                Assert.Contains(digits, values);
            }
        }
    }

    [Fact]
    public void TheFiguresHaveEveryEigenvalueOfTheFileBitForBit()
    {
        using MadeRun run = new MadeRun().WithSpectrum(300);
        double[] written =
        [
            .. File.ReadLines(Path.Combine(run.Path, "eigenvalues.csv")).Where(line => line.StartsWith("final", StringComparison.Ordinal))
                .Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture)),
        ];
        JsonNode data = PageReading.Data(run.Page());
        JsonNode histogram = data["figures"]!.AsArray().Single(figure => (string?)figure!["id"] == "spectrum")!;
        JsonNode final = histogram["series"]!.AsArray().Single(series => (string?)series!["name"] == "after training")!;
        Assert.Equal(written, PageReading.Array(data, final["x"]!));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("</script><img src=x onerror=alert(1)>")]
    [InlineData("\" onmouseover=\"alert(1)")]
    [InlineData("{body}{data}{script}")]
    public void HostileNamesAreText(string name)
    {
        string quoted = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        using MadeRun run = new MadeRun().WithSpectrum(20, name)
            .With("layers.csv", $"point,layer,quantity,value\nfinal,{quoted},lambda-max,2\n")
            .With("checkpoints.csv", $"checkpoint,step,quantity,value,lower,upper\n{quoted},1,loss,2,,\n");
        using MadeRun harmless = new MadeRun().WithSpectrum(20)
            .With("layers.csv", "point,layer,quantity,value\nfinal,a,lambda-max,2\n")
            .With("checkpoints.csv", "checkpoint,step,quantity,value,lower,upper\na,1,loss,2,,\n");
        string page = run.Page();
        Assert.Equal(Tags(harmless.Page()), Tags(page)); // no element and no attribute more than another name makes
        JsonNode layers = PageReading.Data(page)["figures"]!.AsArray().Single(figure => (string?)figure!["id"] == "layers")!;
        Assert.Equal(name, (string?)layers["x"]!["names"]![0]);
    }

    [Theory]
    [InlineData(5_000, 3)]
    [InlineData(40_000, 6)]
    public void APageIsSmallEnoughForAMail(int dimension, int megabytes)
    {
        using MadeRun run = new MadeRun().WithSpectrum(dimension);
        int size = Encoding.UTF8.GetByteCount(run.Page());
        Assert.InRange(size, dimension * 16, megabytes * 1_000_000); // all eigenvalues of both points are in it
    }

    [Fact]
    public void APageNeedsNoOtherFile()
    {
        using MadeRun run = new MadeRun().WithSpectrum(20);
        string markup = Script().Replace(run.Page(), "");
        Assert.DoesNotContain(Source().Matches(markup), match => match.Value != "href=\"data:,\"");
        Assert.Contains("default-src 'none'", markup, StringComparison.Ordinal);
    }

    public static TheoryData<string> Papers =>
        [.. Directory.GetFiles(s_papers, "run.json", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(s_papers, Path.GetDirectoryName(path)!))];

    [Theory, MemberData(nameof(Papers))]
    public void RunsOfEarlierVersionsHaveAPage(string experiment)
    {
        string folder = Path.Combine(s_papers, experiment);
        int claims = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "run.json")))!["verdicts"]!.AsArray().Count;
        string page = ReportPage.Of(folder);
        Assert.Equal(claims, Regex.Count(page, "<tr><th scope=\"row\">"));
        Assert.Empty(Problem().Matches(page));
    }

    [Fact]
    public void AManifestOfTheFirstVersionSaysItsProblemInItsOptions()
    {
        using MadeRun run = new MadeRun().WithManifest(new
        {
            command = "train",
            options = new Dictionary<string, object>
            {
                ["data"] = "blobs",
                ["classes"] = 3,
                ["covariance"] = 2,
                ["model"] = "mlp",
                ["hidden"] = "6,5",
                ["loss"] = "cross-entropy",
                ["learning-rate"] = 0.1,
                ["optimizer"] = "gd",
            },
            training = new { reason = "step-limit", steps = 200 },
            sharpness = new { last = 0.28598098805548966, twoOverLearningRate = 20 },
        }).With("sharpness.csv", "step,index,eigenvalue,residual,two_over_learning_rate,confirmed\n0,1,1.5,1e-4,20,true\n");
        string page = run.Page();
        Assert.Contains("<dd>blobs (classes 3, covariance 2)</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dd>mlp (hidden 6, 5)</dd>", page, StringComparison.Ordinal);
        Assert.Contains("0.28598098805548966", PageReading.Values(page));
        Assert.Equal(["largest-eigenvalues"], PageReading.Figures(page));
    }

    [Theory]
    [InlineData("eigenvalues.csv", "", "it has no line of column names")]
    [InlineData("eigenvalues.csv", "point,index,eigenvalue\nfinal,1\n", "row 1 has 2 cells, and there are 3 columns")]
    [InlineData("eigenvalues.csv", "point,index,eigenvalue\nfinal,1,many\n", "'many' in column eigenvalue is not a number")]
    [InlineData("eigenvalues.csv", "point,index,value\nfinal,1,2\n", "it has no column eigenvalue")]
    [InlineData("split.csv", "point,matrix,index,eigenvalue\n\"final,H,1,2\n", "a line has an open quote")]
    [InlineData("run.json", "{ \"command\": ", "run.json cannot be read")]
    [InlineData("run.json", "[]", "it is not an object")]
    public void ADamagedFileCostsItsSectionAndIsSaidInOneLine(string name, string text, string said)
    {
        using MadeRun run = new MadeRun().WithSpectrum(20).With("records.csv", Records).With(name, text);
        string page = run.Page();
        string problem = Assert.Single(Problem().Matches(page)).Groups[1].Value;
        Assert.StartsWith($"{name} cannot be read: ", problem, StringComparison.Ordinal);
        Assert.Contains(said, System.Net.WebUtility.HtmlDecode(problem), StringComparison.Ordinal);
        Assert.Contains("loss", PageReading.Figures(page));
    }

    [Fact]
    public void WhatIsNoRunIsRefusedWithItsPath()
    {
        using var empty = new MadeRun();
        Assert.Contains(empty.Path, Assert.Throws<ReportException>(() => ReportPage.Of(empty.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("'none'", Assert.Throws<ReportException>(() => ReportPage.Of("none")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RunsBesideEachOtherShareTheFiguresThatBothHave()
    {
        using MadeRun first = new MadeRun("first").WithSpectrum(40).With("records.csv", Records);
        using MadeRun second = new MadeRun("second").WithSpectrum(30);
        string page = ReportPage.Of(first.Path, second.Path);
        JsonArray figures = PageReading.Data(page)["figures"]!.AsArray();
        Assert.Equal(
            ["run0-spectrum", "run0-scree"],
            figures.Select(f => (string)f!["id"]!).Where(id => id.StartsWith("run0-", StringComparison.Ordinal)));
        Assert.Equal(
            ["first: after training", "second: after training"],
            figures[0]!["series"]!.AsArray().Select(series => (string?)series!["name"]));
        Assert.Contains("run1-loss", PageReading.Figures(page));
        Assert.DoesNotContain("run2-loss", PageReading.Figures(page));
    }

    [Fact]
    public void TwoRunsOfOneNameAreToldApart()
    {
        using MadeRun first = new MadeRun().WithSpectrum(20);
        using MadeRun second = new MadeRun().WithSpectrum(20);
        string page = ReportPage.Of(first.Path, second.Path);
        Assert.Contains($"<p class=\"name\">{first.Path}</p>", page, StringComparison.Ordinal);
        Assert.Contains($"<p class=\"name\">{second.Path}</p>", page, StringComparison.Ordinal);
    }

    private static string[] Tags(string page) => [.. Tag().Matches(Script().Replace(page, "<script>")).Select(match => match.Value)];

    // An element with the names of its attributes, whose values may differ.
    [GeneratedRegex("<[a-zA-Z][^>\\s]*|\\s[a-z-]+=(?=\")")]
    private static partial Regex Tag();

    [GeneratedRegex("<script.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("(?:src|href)=\"[^#\"][^\"]*\"|url\\([^)]*\\)|@import")]
    private static partial Regex Source();

    [GeneratedRegex("<p class=\"problem\">(?!The figures)([^<]*)</p>")]
    private static partial Regex Problem();
}
