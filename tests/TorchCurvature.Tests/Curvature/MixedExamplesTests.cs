using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>
/// Modules whose output for one example depends on the others of its batch, in float32, where batches must be taken as they are; and what a
/// single output says of accuracy and precision.
/// </summary>
public sealed class MixedExamplesTests
{
    [Theory]
    [InlineData(20)]
    [InlineData(5)]
    [InlineData(17)]
    public void ABatchIsTakenAsItIs(long examples)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (Func<ScalarType, nn.Module<Tensor, Tensor>> make in new Func<ScalarType, nn.Module<Tensor, Tensor>>[]
        {
            dtype => new ResidualBlock(4, 3, dtype, tracksStatistics: false),
            dtype => new Centred(dtype),
        })
        {
            using nn.Module<Tensor, Tensor> single = make(ScalarType.Float32), twice = make(ScalarType.Float64);
            using Batch singles = Images(examples, ScalarType.Float32), doubles = Images(examples, ScalarType.Float64);
            EmpiricalRisk risk = new(single, new CrossEntropy(), [singles]), exact = new(twice, new CrossEntropy(), [doubles]);
            Assert.Equal(risk.Evaluate().GradientNorm!.Value, risk.Gradient().norm().item<float>(), 1e-5);
            Assert.Equal(exact.Evaluate().GradientNorm!.Value, risk.Evaluate().GradientNorm!.Value, 1e-5);
            Tensor direction = randn([risk.Dimension, 1], ScalarType.Float64, generator: new Generator(2));
            foreach (CurvatureMatrix part in new CurvatureMatrix[]
            {
                CurvatureMatrices.Hessian,
                CurvatureMatrices.GaussNewton,
                CurvatureMatrices.EmpiricalFisher
            })
            {
                Tensor expected = part.Operator(exact).Multiply(direction);
                Tensor found = part.Operator(risk).Multiply(direction.to(ScalarType.Float32)).to(ScalarType.Float64);
                Assert.InRange((found - expected).norm().item<double>(), 0, 1e-4 * expected.norm().item<double>());
            }

            Assert.True(new ProductMemory(risk).PassBytes > 0);
        }
    }

    [Fact]
    public void OneLogitIsRightWhereItsLossIsLess()
    {
        using DisposeScope scope = NewDisposeScope();
        using Sequential model = MultilayerPerceptron.Create(3, [4], 1, Activation.Tanh, 2);
        using var generator = new Generator(4);
        Tensor inputs = randn([40, 3], ScalarType.Float64, generator: generator);
        Tensor labels = randint(0, 2, [40], ScalarType.Int64, generator: generator);
        using var batch = new Batch(inputs.alias(), labels.alias());
        Loss loss = Loss.FromExampleLosses(
            "bce", (f, y) => nn.functional.binary_cross_entropy_with_logits(f.squeeze(1), y.to(f.dtype), reduction: nn.Reduction.None));
        double[] logits = [.. model.forward(inputs).flatten().data<double>()];
        long[] truth = [.. labels.data<long>()];
        double expected = logits.Zip(truth, (z, y) => z > 0 == (y == 1)).Count(isRight => isRight) / 40.0;
        Assert.Equal(expected, new EmpiricalRisk(model, loss, [batch]).Evaluate().Accuracy);
        Assert.NotEqual(0.5, expected);
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void HalfPrecisionIsRefusedBeforeAnythingIsComputed(ScalarType dtype)
    {
        using DisposeScope scope = NewDisposeScope();
        using Sequential model = MultilayerPerceptron.Create(3, [4], 2, Activation.Tanh, 2);
        model.to(dtype);
        using var batch = new Batch(ones([2, 3], dtype), zeros(2, ScalarType.Int64));
        string message = Assert.Throws<ArgumentException>("model", () => new EmpiricalRisk(model, new CrossEntropy(), [batch])).Message;
        Assert.Contains("float64", message, StringComparison.Ordinal);
    }

    private static Batch Images(long examples, ScalarType dtype)
    {
        using var generator = new Generator(5);
        return new Batch(
            randn([examples, 1, 8, 8], ScalarType.Float32, generator: generator).to(dtype),
            randint(0, 3, [examples], ScalarType.Int64, generator: generator));
    }

    private sealed class Centred : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential _network;

        public Centred(ScalarType dtype)
            : base("centred")
        {
            _network = MultilayerPerceptron.Create(64, [4], 3, Activation.Tanh, 2, dtype);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _network.forward(input - input.mean([0], keepdim: true));
    }
}
