using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Spectra;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>
/// Networks of convolutions in float32, held against the same in float64, with memory that would show what a kernel reads and nobody wrote.
/// </summary>
public sealed class SinglePrecisionTests
{
    [Theory]
    [InlineData(4, 20)]
    [InlineData(3, 37)]
    [InlineData(17, 5)]
    public void AResidualNetworkIsRightWithinWhatIsStated(long channels, long examples)
    {
        using DisposeScope scope = NewDisposeScope();
        (Spectrum exact, _) = Analyse(new ResidualBlock(channels, 1, ScalarType.Float64), examples, ScalarType.Float64, pairs: false);
        (Spectrum single, ExtremalEigenPairs? pairs) = Analyse(
            new ResidualBlock(channels, 1, ScalarType.Float32), examples, ScalarType.Float32, pairs: true);
        using (pairs)
        {
            Assert.All(
                exact.Eigenvalues.Zip(single.Eigenvalues),
                pair => Assert.InRange(pair.Second, pair.First - single.NoiseFloor, pair.First + single.NoiseFloor));
            Assert.Equal(5, pairs!.At(SpectrumEnd.Top).Count);
            Assert.All(pairs.At(SpectrumEnd.Top).Select((pair, i) => (pair, i)), p =>
                Assert.InRange(p.pair.Value, exact.Eigenvalues[p.i] - p.pair.Radius, exact.Eigenvalues[p.i] + p.pair.Radius));
        }
    }

    [Theory]
    [InlineData("3,4")]
    [InlineData("4,6")]
    [InlineData("20,20")]
    [InlineData("24,24")]
    [InlineData("6,16")]
    public void ChainsOfConvolutionsAreRightInEveryMethod(string channels)
    {
        using DisposeScope scope = NewDisposeScope();
        int[] widths = [.. channels.Split(',').Select(int.Parse)];
        using Sequential twice = ConvolutionalNetwork.Create(1, 16, 16, widths, 3, Activation.Tanh, 4);
        using Sequential single = ConvolutionalNetwork.Create(1, 16, 16, widths, 3, Activation.Tanh, 4, ScalarType.Float32);
        using Batch exactBatch = Images(37, 16, ScalarType.Float64), singleBatch = Images(37, 16, ScalarType.Float32);
        var exact = new EmpiricalRisk(twice, new CrossEntropy(), [exactBatch]);
        var risk = new EmpiricalRisk(single, new CrossEntropy(), [singleBatch]);
        Poison();
        Assert.Equal(exact.Evaluate().GradientNorm!.Value, risk.Evaluate().GradientNorm!.Value, 1e-5);
        Tensor direction = randn([risk.Dimension, 1], ScalarType.Float64, generator: new Generator(2));
        foreach (CurvatureMatrix part in CurvatureMatrices.All)
        {
            Poison();
            using SymmetricOperator of = part.Operator(exact), ofSingle = part.Operator(risk);
            Tensor expected = of.Multiply(direction);
            Tensor found = ofSingle.Multiply(direction.to(ScalarType.Float32)).to(ScalarType.Float64);
            Assert.InRange((found - expected).norm().item<double>(), 0, 1e-4 * expected.norm().item<double>());
        }

        Poison();
        if (risk.Dimension > 1000)
        {
            return; // the whole matrix of the larger ones takes a while
        }

        using ExactHessian whole = ExactHessian.Compute(exact), ofSingles = ExactHessian.Compute(risk);
        Assert.InRange(
            (ofSingles.Matrix.to(ScalarType.Float64) - whole.Matrix).norm().item<double>(), 0, 1e-5 * whole.Matrix.norm().item<double>());
    }

    [Fact]
    public void TrainingIsRightWhereTheKernelsWouldNotBe()
    {
        using DisposeScope scope = NewDisposeScope();
        double[] losses = [.. new[] { ScalarType.Float32, ScalarType.Float64 }.Select(dtype =>
        {
            using Sequential model = ConvolutionalNetwork.Create(1, 16, 16, [3, 4], 3, Activation.Tanh, 4, dtype);
            using Batch batch = Images(37, 16, dtype);
            using var data = new Dataset("images", batch.Inputs.clone(), batch.Targets.clone(), 3);
            Poison();
            return new TorchCurvature.Training.Trainer(model, new SquaredError(), data, new() { MaxSteps = 20 }).Run().History[^1].Loss;
        })];
        Assert.Equal(losses[1], losses[0], 1e-5);
    }

    [Fact]
    public void WhereOneDnnCannotBeSwitchedOffTheLayerIsNamed()
    {
        using DisposeScope scope = NewDisposeScope();
        using var model = new ResidualBlock(4, 1, ScalarType.Float32);
        var guard = new SinglePrecisionGuard(model, ScalarType.Float32, CPU, canBeSwitchedOff: false);
        Assert.Contains("_first", Assert.Throws<NotSupportedException>(() => guard.Enter(20)).Message, StringComparison.Ordinal);
        using Sequential linear = MultilayerPerceptron.Create(2, [3], 2, Activation.Tanh, 0, ScalarType.Float32);
        new SinglePrecisionGuard(linear, ScalarType.Float32, CPU, canBeSwitchedOff: false).Enter(20).Dispose();
    }

    private static (Spectrum Spectrum, ExtremalEigenPairs? Pairs) Analyse(
        nn.Module<Tensor, Tensor> model, long examples, ScalarType dtype, bool pairs)
    {
        using (model)
        {
            using Batch batch = Images(examples, 8, dtype);
            var risk = new EmpiricalRisk(model, new CrossEntropy(), [batch]);
            Poison();
            using ExactHessian hessian = ExactHessian.Compute(risk);
            using DenseOperator matrix = hessian.ToOperator();
            Poison();
            using var products = new HessianOperator(risk);
            var options = new LanczosOptions { Top = 5, Bottom = 0, Tolerance = 1e-5 };
            return (new Spectrum(DenseEigensolver.Values(matrix)), pairs ? LanczosEigensolver.Solve(products, options) : null);
        }
    }

    private static Batch Images(long examples, long side, ScalarType dtype)
    {
        using var generator = new Generator(5);
        Tensor inputs = randn([examples, 1, side, side], ScalarType.Float32, generator: generator).to(dtype);
        return new Batch(inputs, randint(0, 3, [examples], ScalarType.Int64, generator: generator));
    }

    // Memory that is taken next holds what makes a number that nobody wrote visible.
    private static void Poison()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (long length in new long[] { 64, 256, 576, 1024, 2304, 9216, 36864, 65536 })
        {
            for (int i = 0; i < 4; i++)
            {
                using Scalar nothing = float.NaN;
                empty(length, ScalarType.Float32).fill_(nothing);
            }
        }
    }
}
