using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Studies;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

/// <summary>A study of few examples in many dimensions, beside the same by the whole matrix.</summary>
public sealed class RotatedStudyTests : IAsyncLifetime
{
    private const double Decay = 0.01;

    // 40·4 + 4 + 4·3 + 3 parameters, of whose first 41·4 the data reach 13·4.
    private const int Dimension = 179;
    private const int Rotated = Dimension - (28 * 4);

    private static readonly SpectrumSpec s_spec = new()
    {
        Problem = new ProblemSpec
        {
            Data = new BlobsSpec { Samples = 13, Classes = 3, Dimension = 40 },
            Model = new MlpSpec { Hidden = [4], Activation = Activation.Tanh },
            WeightDecay = Decay,
        },
        Training = new TrainingOptions { MaxSteps = 8, StopGradientNorm = 0, WeightDecay = Decay },
        TrainingPrecision = WorkingPrecision.Float64,
    };

    private Problem _problem = null!;

    public async ValueTask InitializeAsync() => _problem = await s_spec.Problem.LoadAsync();

    public ValueTask DisposeAsync()
    {
        _problem.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A split puts matrices beside each other, and so is in the coordinates of the parameters.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AllEigenvaluesAreThoseOfTheWholeMatrix(bool eigenvectors)
    {
        using LiveTensors live = new();
        using SpectrumOutcome rotated = Run(s_spec with { Eigenvectors = eigenvectors }), whole = Run(s_spec with { Split = true });
        Assert.Equal((long)Rotated, rotated.ExactPlan!.RotatedDimension);
        Assert.Null(whole.ExactPlan!.RotatedDimension);
        foreach ((ExactResult found, ExactResult expected) in rotated.Exact.Zip(whole.Exact))
        {
            Assert.Equal(((long)Rotated, (long?)null), (found.RotatedDimension, expected.RotatedDimension));
            Assert.Equal(Dimension, found.Spectrum.Dimension);
            double scale = expected.Spectrum.SpectralNorm;
            Assert.All(
                found.Spectrum.Eigenvalues.Zip(expected.Spectrum.Eigenvalues),
                pair => Assert.Equal(pair.Second, pair.First, 1e-13 * scale));
            Assert.Equal(Dimension - Rotated, found.Spectrum.ZeroRows);
            Assert.True(found.Spectrum.Eigenvalues.Count(e => e == Decay) >= Dimension - Rotated);
        }
    }

    /// <summary>Beside the whole matrix, column by column: the vectors are those of the parameters.</summary>
    [Theory]
    [InlineData("hessian")]
    [InlineData("gauss-newton")]
    [InlineData("functional")]
    public void EigenvectorsAreRotatedBack(string word)
    {
        CurvatureMatrix kind = CurvatureMatrices.Find(word);
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using Batches batches = _problem.Cut(_problem.Train);
        nn.Module<Tensor, Tensor> model = _problem.CreateModel(WorkingPrecision.Float64, CPU);
        EmpiricalRisk risk = _problem.TrainingRisk(model, batches);
        using FirstLayerRotation rotation = FirstLayerRotation.TryFind(risk)!;
        using var point = new Point(_problem, model, _problem.Train, _problem.Test, kind, rotation, ownsModel: true);
        using ExactHessian whole = ExactHessian.Compute(risk, kind, ExactHessianMethod.ColumnByColumn);
        EigenPairs pairs = point.Matrix(kind).Pairs;
        Tensor values = tensor(pairs.Values.ToArray()), left = whole.Matrix.mm(pairs.Vectors) - (pairs.Vectors * values);
        double scale = pairs.Values.Max(Math.Abs);
        double[] residuals = [.. linalg.norm(left, 2.0, [0]).data<double>()];
        Assert.InRange(residuals.Max(), 0, 1e-13 * scale);
        Assert.All(residuals.Zip(pairs.ResidualNorms), pair => Assert.InRange(pair.First, 0, pair.Second + (1e-13 * scale)));
        Tensor gram = pairs.Vectors.t().mm(pairs.Vectors);
        Assert.InRange((gram - eye(Dimension, dtype: float64)).abs().max().item<double>(), 0, 1e-13);
        Assert.Equal(pairs.Values.OrderDescending(), pairs.Values);
    }

    [Fact]
    public void MemoryIsPlannedForWhatIsLeft()
    {
        const long Available = 1L << 34, P = 30_840, Reached = 5_110;
        Assert.False(ExactPlan.For(P, new SpectrumSpec(), Available).Fits);
        var plan = ExactPlan.For(P, new SpectrumSpec(), Available, Reached);
        Assert.True(plan.Fits);
        Assert.Equal(ExactPlan.For(Reached, new SpectrumSpec(), Available).RequiredBytes, plan.RequiredBytes);
        Assert.Contains("P = 30,840 parameters (5,110 that the inputs reach", plan.ToString(), StringComparison.Ordinal);
        // Vectors of the parameters are of the whole dimension.
        var withVectors = ExactPlan.For(P, new SpectrumSpec { Eigenvectors = true }, Available, Reached);
        Assert.InRange(withVectors.RequiredBytes, 8.0 * P * P, 3 * 8.0 * P * P);
    }

    private SpectrumOutcome Run(SpectrumSpec spec)
    {
        var outcome = new SpectrumOutcome(spec);
        new SpectrumStudy(_problem, outcome, new HeardSpectra(), CPU).Run(null, [], resume: false, default);
        return outcome;
    }
}
