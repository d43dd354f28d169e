using System.Text.Json.Nodes;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Reporting;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Data;
using TorchCurvature.Tests.Eigensolvers;

namespace TorchCurvature.Tests.Cli;

/// <summary>A product that is infinite or undefined ends a run with a sentence, and what was found before it is kept.</summary>
public sealed class NotFiniteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Two steps in float64 to parameters that float32 does not have.</summary>
    [Theory]
    [InlineData("lanczos")]
    [InlineData("density")]
    public async Task ARunWhoseHessianIsNotFiniteFailsAndKeepsThePointBefore(string method)
    {
        string[] ofDensity = method == "density" ? ["--density-error", "0.5", "--relative-error", "0.5"] : [];
        (int exitCode, _, string error) = await CurvatureProgram.RunAsync(
        [
            .. CurvatureProgram.SmallRun[..^4], "--threads", "1", "--loss", "squared-error", "--activation", "tanh", "--learning-rate",
                "9e37", "--max-steps", "2", "--training-dtype", "float64",
            "--dtype", "float32", "--method", method, "--top", "3", "--bottom", "2", .. ofDensity, "--out", _folder["run"],
        ]);
        Assert.Equal(1, exitCode);
        Assert.Contains("A product with the Hessian is infinite or undefined after training", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["run/run.json"]));
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(_folder["run/run-unfinished.json"]))!;
        Assert.Equal("failed", (string?)manifest["status"]);
        Assert.Contains("infinite or undefined after training", (string?)manifest["failure"], StringComparison.Ordinal);
        Assert.Equal("not-finite", (string?)manifest["points"]!["final"]!["eigenpairs"]!["status"]);
        Assert.Equal(5, File.ReadLines(_folder["run/eigenpairs.csv"]).Count(l => l.StartsWith("initial,", StringComparison.Ordinal)));
        Assert.True(File.Exists(_folder["run/model-final.dat"]));
    }

    /// <summary>The number comes up in the search for pairs, in the density, and in the estimates, which are the last.</summary>
    [Fact]
    public void WhateverComesFirstIsKept()
    {
        double[] eigenvalues = [.. Enumerable.Range(0, 60).Select(i => 10.0 / (1 + i))];
        ProductResult whole = Analyse(eigenvalues, failAt: null);
        Assert.False(whole.IsNotFinite);
        long ofPairs = whole.Pairs.Products, ofDensity = whole.Density!.Products;

        ProductResult inPairs = Analyse(eigenvalues, ofPairs / 2);
        Assert.Equal((true, SolverStatus.NotFinite, false), (inPairs.IsNotFinite, inPairs.Pairs.Status, inPairs.Density is not null));

        ProductResult inDensity = Analyse(eigenvalues, ofPairs + (ofDensity / 2));
        Assert.Equal((true, SolverStatus.Converged, 0), (inDensity.IsNotFinite, inDensity.Pairs.Status, inDensity.Estimates.Count));
        Assert.True(inDensity.Density!.Probes.Count > 0);

        ProductResult atFirstProbe = Analyse(eigenvalues, ofPairs + 1);
        Assert.Equal((true, SolverStatus.Converged, false), (atFirstProbe.IsNotFinite, atFirstProbe.Pairs.Status,
            atFirstProbe.Density is not null));

        ProductResult inEstimates = Analyse(eigenvalues, ofPairs + ofDensity + 1);
        Assert.Equal((true, SolverStatus.Converged, 4), (inEstimates.IsNotFinite, inEstimates.Pairs.Status, inEstimates.Estimates.Count));
        Assert.NotNull(inEstimates.Density);
        foreach (ProductResult analysis in (ProductResult[])[whole, inPairs, inDensity, atFirstProbe, inEstimates])
        {
            RunDirectory directory = RunDirectory.Open(_folder["files"], overwrite: true);
            ProductFiles.Write(directory, CurvatureMatrices.Hessian, [analysis]);
            analysis.Dispose();
        }
    }

    /// <summary>One block is multiplied column by column, the other is searched.</summary>
    [Theory]
    [InlineData(60, SpectrumMethod.Density)]
    [InlineData(6000, SpectrumMethod.Lanczos)]
    public void ALayerSaysThatItsProductsAreNotFinite(int dimension, SpectrumMethod method)
    {
        double[] eigenvalues = [.. Enumerable.Range(0, dimension).Select(i => 10.0 / (1 + i))];
        using var matrix = new PrescribedOperator(eigenvalues, seed: 1) { UndefinedFrom = 1 };
        var layer = new ParameterBlock("layer", [dimension], 0, dimension);
        LayerSpectrum found = LayerStudy.ByProducts(matrix, layer, Spec(method));
        Assert.True(found.IsNotFinite);
        Assert.Null(found.Largest);
        RunDirectory directory = RunDirectory.Open(_folder["files"], overwrite: true);
        LayerFiles.Write(directory, CurvatureMatrices.Hessian, [new PointLayers("final", [found])]);
    }

    private static ProductResult Analyse(double[] eigenvalues, long? failAt)
    {
        using var matrix = new PrescribedOperator(eigenvalues, seed: 1) { UndefinedFrom = failAt };
        var value = new RiskEvaluation(1, 1, 1, 10);
        return ProductStudy.Compute("final", matrix, value, value, Spec(SpectrumMethod.Density));
    }

    private static SpectrumSpec Spec(SpectrumMethod method) => new()
    {
        Method = method,
        Lanczos = new LanczosOptions { Top = 3, Bottom = 2, Seed = SeedStream.Derive(0, "lanczos") },
        Quadrature = new QuadratureOptions { WassersteinError = 0.3, Seed = SeedStream.Derive(0, "probes") },
        Moments = new MomentOptions { RelativeError = 0.02, Seed = SeedStream.Derive(0, "trace") },
    };
}
