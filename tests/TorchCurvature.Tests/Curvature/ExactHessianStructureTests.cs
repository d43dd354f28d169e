using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>
/// What is read from a module's structure, and that no structure is read wrongly: every result equals the one
/// by products with unit vectors.
/// </summary>
public sealed class ExactHessianStructureTests
{
    private const ExactHessianMethod ClosedForm = ExactHessianMethod.FullyConnectedClosedForm;
    private const ExactHessianMethod Tangents = ExactHessianMethod.BatchedTangents;
    private const ExactHessianMethod Columns = ExactHessianMethod.ColumnByColumn;

    private static readonly Dictionary<string, (long[] Example, Func<nn.Module<Tensor, Tensor>> Create)> s_modules = new()
    {
        ["a chain"] = ([5], () => Chain()),
        ["a class of its own"] = ([5], () => new OpaqueModule(Chain())),
        ["a chain in a chain"] = ([5],
            () => nn.Sequential(nn.Sequential(Linear(5, 4), nn.Tanh()), nn.Sequential(nn.Sequential(Linear(4, 3))))),
        ["an opaque part"] = ([5], () => nn.Sequential(new OpaqueModule(nn.Sequential(Linear(5, 4), nn.Tanh())), Linear(4, 3))),
        ["dropout and identity"] = ([5],
            () => nn.Sequential(nn.Dropout(0.5), Linear(5, 4), nn.Tanh(), nn.Dropout(0.5), nn.Identity(), Linear(4, 3))),
        ["flattened images"] = ([1, 2, 3], () => nn.Sequential(nn.Flatten(), Linear(6, 4), nn.Sigmoid(), Linear(4, 3))),
        ["an activation first"] = ([5], () => nn.Sequential(nn.Tanh(), Linear(5, 4), nn.Tanh(), Linear(4, 3))),
        ["two activations in a row"] = ([5], () => nn.Sequential(Linear(5, 4), nn.Tanh(), nn.Softplus(), Linear(4, 3))),
        ["a sharp softplus"] = ([5], () => nn.Sequential(Linear(5, 4), nn.Softplus(3, 1), Linear(4, 3))),
        ["an activation last"] = ([5], () => nn.Sequential(Linear(5, 4), nn.Tanh(), Linear(4, 3), nn.Tanh())),
        ["an unknown activation"] = ([5], () => nn.Sequential(Linear(5, 4), nn.GELU(), Linear(4, 3))),
        ["rows of a matrix"] = ([2, 5], () => nn.Sequential(Linear(5, 2), nn.Tanh(), nn.Flatten(), Linear(4, 3))),
        ["batch normalization"] = ([5],
            () => nn.Sequential(Linear(5, 4), nn.BatchNorm1d(4, dtype: ScalarType.Float64), nn.Tanh(), Linear(4, 3))),
        ["padded pooling"] = ([2, 8, 9], () => Pooled(nn.MaxPool2d(3, stride: 2, padding: 1), 2 * 3 * 4)),
        ["dilated pooling"] = ([2, 8, 9], () => Pooled(nn.MaxPool2d(2, dilation: 2), 2 * 2 * 3)),
        ["overlapping averages"] = ([2, 8, 9], () => Pooled(nn.AvgPool2d(3, stride: 2, padding: 1), 2 * 3 * 4)),
        ["averages without the padding"] = ([2, 8, 9],
            () => Pooled(nn.AvgPool2d(3, stride: 2, padding: 1, count_include_pad: false), 2 * 3 * 4)),
        ["pooling after flattening"] = ([2, 6, 6], () => nn.Sequential(nn.MaxPool2d(2), nn.Flatten(), Linear(18, 3))),
        ["grouped convolution"] = ([2, 6, 6], () => Convolved(nn.Conv2d(2, 2, 3, groups: 2, dtype: ScalarType.Float64), 2 * 4 * 4)),
        ["dilated convolution"] = ([2, 6, 6], () => Convolved(nn.Conv2d(2, 2, 2, dilation: 2, dtype: ScalarType.Float64), 2 * 4 * 4)),
        ["reflected padding"] = ([2, 6, 6], () => Convolved(
            nn.Conv2d(2, 2, 3, padding: 1, padding_mode: PaddingModes.Reflect, dtype: ScalarType.Float64), 2 * 6 * 6)),
        ["an uneven kernel without bias"] = ([2, 6, 6], () => Convolved(
            nn.Conv2d(2, 2, (3, 2), stride: (1, 2), padding: (0, 1), bias: false, dtype: ScalarType.Float64), 2 * 4 * 4)),
    };

    public static TheoryData<string> Modules => [.. s_modules.Keys];

    [Theory, MemberData(nameof(Modules))]
    public void EveryStructureHasTheHessianOfItsProducts(string name)
    {
        (long[] example, Func<nn.Module<Tensor, Tensor>> create) = s_modules[name];
        using nn.Module<Tensor, Tensor> module = Networks.Randomize(create(), seed: 4);
        Batch[] batches = Networks.Batches(example, 3, seed: 2, 5, 3);
        var risk = new EmpiricalRisk(module, new CrossEntropy(), batches);
        using (new LiveTensors())
        {
            using ExactHessian hessian = ExactHessian.Compute(risk);
            using var products = new HessianOperator(risk);
            using Tensor identity = eye(risk.Dimension, dtype: float64), expected = products.Multiply(identity);
            Assert.InRange(Networks.RelativeDifference(hessian.Matrix, expected), 0, 1e-12);
        }

        Array.ForEach(batches, b => b.Dispose());
    }

    [Theory]
    [InlineData("a chain", ClosedForm), InlineData("a chain in a chain", ClosedForm), InlineData("dropout and identity", ClosedForm)]
    [InlineData("flattened images", ClosedForm), InlineData("an activation first", ClosedForm)]
    [InlineData("two activations in a row", Tangents), InlineData(
        "padded pooling", Tangents), InlineData("an uneven kernel without bias", Tangents)]
    [InlineData("a class of its own", Columns), InlineData("an opaque part", Columns), InlineData("an activation last", Columns)]
    [InlineData("an unknown activation", Columns), InlineData("batch normalization", Columns), InlineData("rows of a matrix", Columns)]
    [InlineData("grouped convolution", Columns), InlineData("reflected padding", Columns)]
    public void TheFastestMethodThatTheStructureAllowsIsChosen(string name, ExactHessianMethod expected)
    {
        (long[] example, Func<nn.Module<Tensor, Tensor>> create) = s_modules[name];
        using nn.Module<Tensor, Tensor> module = create();
        Batch[] batches = Networks.Batches(example, 3, seed: 2, 2);
        Assert.Equal(expected, ExactHessian.MethodFor(new EmpiricalRisk(module, new CrossEntropy(), batches)));
        batches[0].Dispose();
    }

    [Fact]
    public void DropoutDoesNotChangeTheHessianEvenInTrainingMode()
    {
        using Sequential plain = Networks.Randomize(Chain(), seed: 4);
        using Sequential dropping = Networks.Randomize(
            nn.Sequential(nn.Dropout(0.5), Linear(5, 4), nn.Tanh(), nn.Dropout(0.5), Linear(4, 3)), seed: 4);
        dropping.train();
        AssertSame(plain, dropping, 0);
    }

    [Fact]
    public void AClassOfItsOwnHasTheHessianOfItsChain()
    {
        using Sequential plain = Networks.Randomize(Chain(), seed: 4);
        using var opaque = new OpaqueModule(Networks.Randomize(Chain(), seed: 4));
        AssertSame(plain, opaque, 1e-13);
    }

    [Fact]
    public void FreezingALayerLeavesABlockOfTheWhole()
    {
        using Sequential network = Networks.Randomize(Chain(), seed: 4);
        Batch[] batches = Networks.Batches([5], 3, seed: 2, 7, 4);
        using ExactHessian whole = ExactHessian.Compute(new EmpiricalRisk(network, new CrossEntropy(), batches));
        Networks.Freeze(network.children().First());
        using ExactHessian part = ExactHessian.Compute(new EmpiricalRisk(network, new CrossEntropy(), batches));
        using Tensor rows = whole.Matrix.narrow(0, 24, 15), block = rows.narrow(1, 24, 15);
        Assert.Equal(Columns, part.Method);
        Assert.InRange(Networks.RelativeDifference(part.Matrix, block), 0, 1e-13);
        Array.ForEach(batches, b => b.Dispose());
    }

    [Fact]
    public void ALayerThatIsUsedTwiceIsNotReadAsTwoLayers()
    {
        using Linear shared = Linear(5, 5);
        using Sequential network = Networks.Randomize(nn.Sequential(shared, nn.Tanh(), shared), seed: 4);
        Batch[] batches = Networks.Batches([5], 5, seed: 2, 2);
        Assert.Equal(Columns, ExactHessian.MethodFor(new EmpiricalRisk(network, new CrossEntropy(), batches)));
        batches[0].Dispose();
    }

    private static void AssertSame(nn.Module<Tensor, Tensor> first, nn.Module<Tensor, Tensor> second, double tolerance)
    {
        Batch[] batches = Networks.Batches([5], 3, seed: 2, 7, 4);
        using ExactHessian a = ExactHessian.Compute(new EmpiricalRisk(first, new CrossEntropy(), batches));
        using ExactHessian b = ExactHessian.Compute(new EmpiricalRisk(second, new CrossEntropy(), batches));
        Assert.InRange(Networks.RelativeDifference(b.Matrix, a.Matrix), 0, tolerance);
        Array.ForEach(batches, batch => batch.Dispose());
    }

    private static Linear Linear(long inputs, long outputs) => nn.Linear(inputs, outputs, dtype: ScalarType.Float64);

    private static Sequential Chain() => nn.Sequential(Linear(5, 4), nn.Tanh(), Linear(4, 3));

    private static Sequential Pooled(nn.Module<Tensor, Tensor> pooling, long features) => nn.Sequential(
        nn.Conv2d(2, 2, 3, dtype: ScalarType.Float64), nn.Tanh(), pooling, nn.Flatten(), Linear(features, 3));

    private static Sequential Convolved(Conv2d convolution, long features) =>
        nn.Sequential(convolution, nn.Tanh(), nn.Flatten(), Linear(features, 3));
}
