using System.Globalization;
using System.Text.Json.Nodes;
using PureHDF;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.RandomMatrix;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

/// <summary>Whoever takes a spectrum takes one with many exact zeros, and says of it what it says of the whole matrix.</summary>
public sealed class GramStudyTests : IAsyncLifetime
{
    private const double Decay = 1e-4;

    private static readonly ProblemSpec s_problem = new()
    {
        Data = new BlobsSpec { Samples = 40, Classes = 3, Dimension = 20 },
        Model = new MlpSpec { Hidden = [20], Activation = Activation.Tanh },
        WeightDecay = Decay,
    };

    private readonly TemporaryFolder _folder = new();
    private Problem _problem = null!;

    public async ValueTask InitializeAsync() => _problem = await s_problem.LoadAsync();

    public ValueTask DisposeAsync()
    {
        _problem.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory, InlineData("gauss-newton", 80), InlineData("empirical-fisher", 40), InlineData("gradient-covariance", 40)]
    public void EveryConsumerSaysWhatItSaysOfTheWholeMatrix(string word, int vectors)
    {
        var spec = new SpectrumSpec { Problem = s_problem, Matrix = CurvatureMatrices.Find(word), Theory = true };
        using LiveTensors live = new();
        using Point byGram = MakePoint(spec.Matrix), whole = MakePoint(null);
        using ExactResult found = ExactStudy.Compute("final", byGram, spec), expected = ExactStudy.Compute("final", whole, spec);
        Assert.Null(expected.Gram);
        Assert.Null(found.Method);
        int dimension = (int)_problem.ParameterCount;
        Assert.Equal((vectors, dimension - vectors), (found.Gram!.Vectors, found.Gram.ExactZeros));
        Spectrum a = expected.Spectrum, b = found.Spectrum;
        Assert.Equal(dimension, b.Dimension);
        Assert.All(a.Eigenvalues.Zip(b.Eigenvalues), p => Assert.Equal(p.First, p.Second, 1e-13 * a.Largest));
        double near = Thresholds.NearZero(b);
        Assert.Equal((a.CountNearZero(near), a.NegativeCount, a.PositiveCount), (b.CountNearZero(near), b.NegativeCount, b.PositiveCount));
        Assert.Equal(a.StandardDeviation, b.StandardDeviation, 1e-13 * a.Largest);
        Assert.Equal(expected.Outliers.Select(o => (o.Rule, o.Count)), found.Outliers.Select(o => (o.Rule, o.Count)));
        Assert.Equal(a.Less(Decay).Eigenvalues.Sum(), found.Gram.Trace, 1e-12 * found.Gram.Trace);
        Assert.Equal(a.Less(Decay).NumericalRank(a.NoiseFloor), found.Gram.Rank);
        foreach ((TheoryFit one, TheoryFit other) in expected.Theory!.Zip(found.Theory!))
        {
            Assert.NotEmpty(one.Laws);
            foreach ((BulkFit first, BulkFit second) in one.Laws.Zip(other.Laws, (x, y) => (x.Fit, y.Fit)))
            {
                Assert.Equal((first.BulkCount, first.OutlierCount), (second.BulkCount, second.OutlierCount));
                Assert.Equal(first.ZeroFraction, second.ZeroFraction);
                Assert.Equal(first.KolmogorovSmirnovDistance, second.KolmogorovSmirnovDistance, 1e-6);
            }
        }
    }

    [Fact]
    public void TheFilesListWhatWasComputedAndTheManifestCountsTheRest()
    {
        var spec = new SpectrumSpec { Problem = s_problem, Matrix = CurvatureMatrices.GaussNewton, Theory = true };
        using var outcome = new SpectrumOutcome(spec);
        using (Point point = MakePoint(spec.Matrix))
        {
            outcome.Add(ExactStudy.Compute(PointNames.Given, point, spec));
        }

        SpectrumFiles.Write(RunDirectory.Open(_folder.Path, overwrite: true), outcome);
        double[] listed = [.. File.ReadLines(_folder["eigenvalues.csv"]).Skip(1)
            .Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture))];
        Assert.Equal(outcome.Exact[0].Spectrum.Eigenvalues.Take(80), listed);
        string text = RunManifest.TextOf(new SpectrumManifest(outcome, [], DateTimeOffset.Now, RunStatus.Finished));
        JsonNode said = JsonNode.Parse(text)!["points"]![PointNames.Given]!;
        Assert.Equal(80, said["gram"]!["vectors"]!.GetValue<int>());
        Assert.Equal(_problem.ParameterCount - 80, said["gram"]!["exactZeros"]!.GetValue<long>());
        Assert.Equal("layer-by-layer", said["gram"]!["method"]!.GetValue<string>());
        Assert.Equal(_problem.ParameterCount, said["parameters"]!.GetValue<long>());
        Assert.Contains(SpectrumSummary.Tables(outcome)[0].Rows, row => row[0] == "exactly zero, P less vectors");
    }

    /// <summary>More vectors than parameters, or more asked for than eigenvalues: the whole matrix, as before.</summary>
    [Fact]
    public void ThePlanTakesItOnlyWhereItIsSmallerAndEnough()
    {
        var spec = new SpectrumSpec { Problem = s_problem, Matrix = CurvatureMatrices.GaussNewton };
        using Point point = MakePoint(null);
        ExactPlan plan = ExactPlan.Unchecked(point.Risk, spec, rotation: null);
        Assert.Equal(80, plan.Gram!.Size);
        Assert.Contains("sum of 80 outer products", plan.ToString(), StringComparison.Ordinal);
        foreach (SpectrumSpec more in (SpectrumSpec[])
            [spec with { Track = 1 }, spec with { Layers = [] },
                spec with { Matrix = CurvatureMatrices.Hessian }, spec with { Matrix = CurvatureMatrices.Functional }])
        {
            Assert.Null(ExactPlan.Unchecked(point.Risk, more, rotation: null).Gram);
        }

        using Batches few = _problem.Train.Batches(40);
        using nn.Module<Tensor, Tensor> small = MultilayerPerceptron.Create(20, [2], 3, Activation.Tanh, seed: 1);
        var larger = new EmpiricalRisk(small, _problem.Loss, few);
        Assert.InRange(larger.Dimension, 1, 79);
        Assert.Null(ExactPlan.Unchecked(larger, spec, rotation: null).Gram);
        Assert.NotNull(ExactPlan.Unchecked(larger, spec with { Matrix = CurvatureMatrices.EmpiricalFisher }, rotation: null).Gram);
    }

    /// <summary>
    /// Those of the whole matrix, weight decay and all; in the file beside their eigenvalues; and so many of them as there is room for.
    /// </summary>
    [Theory, InlineData(1000, 80), InlineData(7, 7)]
    public void EigenvectorsComeFromTheGramMatrixToo(int most, int expected)
    {
        var spec = new SpectrumSpec { Problem = s_problem, Matrix = CurvatureMatrices.GaussNewton, Eigenvectors = true };
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using var outcome = new SpectrumOutcome(spec);
        using Point whole = MakePoint(null), byGram = MakePoint(spec.Matrix, most);
        using (ExactResult found = ExactStudy.Compute(PointNames.Given, byGram, spec))
        {
            Assert.Equal((expected, 80L), (found.Gram!.Eigenvectors, found.Gram.Rank));
            Assert.Equal(found.Spectrum.Eigenvalues.Take(expected), found.Pairs!.Values);
        }

        outcome.Add(ExactStudy.Compute(PointNames.Given, byGram, spec)); // once more: they were given away
        SpectrumFiles.Write(RunDirectory.Open(_folder.Path, overwrite: true), outcome);
        using var file = H5File.OpenRead(_folder["spectrum.h5"]);
        long dimension = _problem.ParameterCount;
        double[] values = file.Dataset("/given/eigenvalues").Read<double[]>()[..expected];
        Tensor vectors = tensor(file.Dataset("/given/eigenvectors").Read<double[]>()).view(dimension, expected);
        double[] residuals = file.Dataset("/given/residual_norms").Read<double[]>();
        Tensor matrix = whole.Matrix(spec.Matrix).Dense.Matrix;
        Tensor off = matrix.mm(vectors) - (vectors * tensor(values));
        Assert.InRange(off.abs().max().item<double>(), 0, 1e-13 * values[0]);
        Assert.Equal(expected, residuals.Length);
        TensorAssert.Near(eye(expected, dtype: float64), vectors.t().mm(vectors), 1e-13);
        Assert.Equal(
            $"{expected} of 80 above the bound",
            SpectrumSummary.Tables(outcome)[0].Rows.Single(r => r[0].StartsWith("eigenvectors kept", StringComparison.Ordinal))[1]);
    }

    /// <summary>What is free holds so many vectors of P numbers, at both points where both are looked at.</summary>
    [Fact]
    public void ThePlanKeepsAsManyEigenvectorsAsMemoryHolds()
    {
        var spec = new SpectrumSpec
        {
            Problem = s_problem,
            Matrix = CurvatureMatrices.GaussNewton,
            Eigenvectors = true,
            Points = AnalysedPoints.Final,
        };
        using Batches batches = _problem.Train.Batches();
        using nn.Module<Tensor, Tensor> large = MultilayerPerceptron.Create(20, [100_000], 3, Activation.Tanh, seed: 1, ScalarType.Float32);
        using Dataset single = _problem.Train.To(ScalarType.Float32, CPU);
        using Batches rounded = single.Batches();
        var risk = new EmpiricalRisk(large, _problem.Loss, rounded);
        double vector = 8.0 * risk.Dimension, without = Plan(spec with { Eigenvectors = false }, long.MaxValue).RequiredBytes;
        Assert.Equal(80, Plan(spec, long.MaxValue).GramVectors);
        long room = (long)(without + (10.5 * vector / 0.8));
        Assert.Equal(10, Plan(spec, room).GramVectors);
        SpectrumSpec both = spec with { Points = AnalysedPoints.Both };
        double withoutAtBoth = Plan(both with { Eigenvectors = false }, long.MaxValue).RequiredBytes;
        Assert.Equal(5, Plan(both, (long)(withoutAtBoth + (10.5 * vector / 0.8))).GramVectors);
        Assert.Contains("with 10 eigenvectors at most", Plan(spec, room).ToString(), StringComparison.Ordinal);
        string refused = Assert.Throws<InsufficientMemoryException>(() => Plan(spec, (long)(without + (vector / 2))).Checked()).Message;
        Assert.Contains("leave out --eigenvectors; or take fewer examples", refused, StringComparison.Ordinal);

        ExactPlan Plan(SpectrumSpec asked, long available) => ExactPlan.Unchecked(risk, asked, rotation: null, available);
    }

    private Point MakePoint(CurvatureMatrix? matrix, int mostVectors = 0)
    {
        nn.Module<Tensor, Tensor> model = _problem.CreateModel(WorkingPrecision.Float64, CPU);
        return new Point(_problem, model, _problem.Train, test: null, mostVectors > 0 ? matrix : null, rotation: null, ownsModel: true,
            matrix is null ? null : new GramUse(matrix, mostVectors));
    }
}
