using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>What is not in a module's layers and yet in the function: the fast ways must see that they do not describe it.</summary>
public sealed class WholeFunctionTests
{
    public static TheoryData<string, ScalarType> Hidden
    {
        get
        {
            var data = new TheoryData<string, ScalarType>();
            foreach (string kind in new[]
            {
                "penalty", "small penalty", "penalty on one weight", "hook on an inner layer", "hook on the input layer",
                "hook on the last layer", "hook that detaches", "pre-hook", "hook that mixes examples"
            })
            {
                data.Add(kind, ScalarType.Float64);
                data.Add(kind, ScalarType.Float32);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Hidden))]
    public void TheMatrixIsThatOfTheWholeFunction(string kind, ScalarType dtype)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (bool isConvolutional in new[] { false, true })
        {
            (Sequential model, Loss loss) = Make(kind, isConvolutional, dtype);
            using (model)
            {
                using Batch first = Data(13, isConvolutional, dtype, 1), second = Data(6, isConvolutional, dtype, 2);
                var risk = new EmpiricalRisk(model, loss, [first, second]);
                foreach (CurvatureMatrix part in new CurvatureMatrix[]
                {
                    CurvatureMatrices.Hessian,
                    CurvatureMatrices.GaussNewton,
                    CurvatureMatrices.EmpiricalFisher,
                    CurvatureMatrices.Functional
                })
                {
                    using ExactHessian expected = ExactHessian.Compute(risk, part, ExactHessianMethod.ColumnByColumn);
                    using ExactHessian found = ExactHessian.Compute(risk, part);
                    double norm = Math.Max(1e-3, expected.Matrix.norm().to(ScalarType.Float64).item<double>());
                    double difference = (found.Matrix - expected.Matrix).norm().to(ScalarType.Float64).item<double>();
                    Assert.InRange(difference, 0, 1e4 * WorkingPrecision.Of(dtype).UnitRoundoff * norm);
                    if (part == CurvatureMatrices.Hessian)
                    {
                        Assert.Equal(ExactHessianMethod.ColumnByColumn, found.Method);
                        Assert.Contains("column by column", found.Remark, StringComparison.Ordinal);
                        Assert.Throws<NotSupportedException>(() => ExactHessian.Compute(risk, part, ExactHessianMethod.BatchedTangents));
                    }
                }
            }
        }
    }

    [Fact]
    public void AHookThatChangesNothingCostsNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (bool isConvolutional in new[] { false, true })
        {
            (Sequential model, Loss loss) = Make("hook that looks", isConvolutional, ScalarType.Float64);
            using Batch batch = Data(13, isConvolutional, ScalarType.Float64, 1);
            using ExactHessian found = ExactHessian.Compute(new EmpiricalRisk(model, loss, [batch]));
            Assert.Null(found.Remark);
            Assert.NotEqual(ExactHessianMethod.ColumnByColumn, found.Method);
            model.Dispose();
        }
    }

    [Theory]
    [InlineData("sum")]
    [InlineData("one output")]
    [InlineData("a constant times the target")]
    public void ALossThatIsLinearInTheOutputsHasNoGaussNewtonPart(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (bool isConvolutional in new[] { false, true })
        {
            Loss loss = Loss.FromExampleLosses(kind, kind switch
            {
                "sum" => (f, _) => f.sum(1),
                "one output" => (f, _) => f.select(1, 0),
                _ => (f, y) => f.select(1, 1) * y.to(f.dtype),
            });
            using Sequential model = Network(isConvolutional, ScalarType.Float64);
            using Batch batch = Data(9, isConvolutional, ScalarType.Float64, 1);
            var risk = new EmpiricalRisk(model, loss, [batch]);
            foreach (CurvatureMatrix part in CurvatureMatrices.All)
            {
                using ExactHessian expected = ExactHessian.Compute(risk, part, ExactHessianMethod.ColumnByColumn);
                using ExactHessian found = ExactHessian.Compute(risk, part);
                Assert.NotEqual(ExactHessianMethod.ColumnByColumn, found.Method);
                TensorAssert.Near(expected.Matrix, found.Matrix, 1e-13);
                Assert.True(part != CurvatureMatrices.GaussNewton || found.Matrix.abs().max().item<double>() == 0);
            }
        }
    }

    private static (Sequential Model, Loss Loss) Make(string kind, bool isConvolutional, ScalarType dtype)
    {
        Sequential model = Network(isConvolutional, dtype);
        nn.Module<Tensor, Tensor>[] layers = [.. model.children().OfType<nn.Module<Tensor, Tensor>>().Where(m => m is Linear or Conv2d)];
        Loss loss = new CrossEntropy();
        using Scalar strength = kind == "small penalty" ? 1e-3 : 0.05;
        double factor = strength.ToDouble();
        switch (kind)
        {
            case "penalty" or "small penalty":
                loss = Loss.FromExampleLosses(kind, (f, y) => nn.functional.cross_entropy(f, y, reduction: nn.Reduction.None)
                    + model.parameters().Select(p => p.square().sum()).Aggregate((a, b) => a + b).Times(factor));
                break;
            case "penalty on one weight":
                loss = Loss.FromExampleLosses(
                    kind,
                    (f, y) => nn.functional.cross_entropy(f, y, reduction: nn.Reduction.None) + model.parameters().Last().sum().exp());
                break;
            case "hook on an inner layer":
                layers[1].register_forward_hook((_, _, output) => output * output);
                break;
            case "hook on the input layer":
                layers[0].register_forward_hook((_, _, output) => output.sin());
                break;
            case "hook on the last layer":
                layers[^1].register_forward_hook((_, _, output) => output + output.tanh());
                break;
            case "hook that detaches":
                layers[0].register_forward_hook((_, _, output) => output.detach());
                break;
            case "pre-hook":
                layers[1].register_forward_pre_hook((_, input) => input.sin());
                break;
            case "hook that mixes examples":
                layers[0].register_forward_hook((_, _, output) => output - output.mean([0], keepdim: true));
                break;
            default:
                layers[1].register_forward_hook((_, _, output) => output);
                break;
        }

        return (model, loss);
    }

    private static Sequential Network(bool isConvolutional, ScalarType dtype) => isConvolutional
        ? ConvolutionalNetwork.Create(1, 8, 8, [2], 3, Activation.Tanh, 5, dtype)
        : MultilayerPerceptron.Create(4, [5, 4], 3, Activation.Tanh, 5, dtype);

    private static Batch Data(long examples, bool isConvolutional, ScalarType dtype, ulong seed)
    {
        using var generator = new Generator(seed);
        long[] shape = isConvolutional ? [examples, 1, 8, 8] : [examples, 4];
        return new Batch(
            randn(shape, ScalarType.Float32, generator: generator).to(dtype),
            randint(0, 3, [examples], ScalarType.Int64, generator: generator));
    }
}
