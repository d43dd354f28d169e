using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Exact.Distributed;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators.Distributed;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>
/// The parts of all processes of a grid, put together in one, beside the whole matrix, whose blocks are computed otherwise.
/// </summary>
public sealed class DistributedHessianTests
{
    private const double Accuracy = 3e-15;
    private const long Inputs = 7, Classes = 3;

    private static readonly long[] s_widths = [Inputs, 6, 5, 4, Classes];

    // Rows, columns and block: of P = 143 (or 125 without biases) no block but 1 is a divisor.
    private static readonly (int Rows, int Columns, long Block)[] s_grids =
        [(1, 1, 64), (2, 1, 64), (1, 3, 5), (2, 2, 1), (3, 2, 8), (4, 1, 3)];

    public static MatrixTheoryData<string, bool, string> Cases => new(
        ["relu", "tanh", "softplus"], [true, false], ["cross-entropy", "squared error"]);

    public static MatrixTheoryData<string, string> Kinds => new(
        CurvatureMatrices.All.OfType<OutputCurvatureMatrix>().Select(kind => kind.Word), ["relu", "tanh"]);

    [Theory, MemberData(nameof(Cases))]
    public void ThePartsAreTheMatrix(string activation, bool bias, string loss)
    {
        using Sequential network = Networks.FullyConnected(s_widths, activation, bias, seed: 1);
        using var batches = new Batches(Networks.Batches([Inputs], Classes, seed: 2, 9, 4));
        AssertParts(new EmpiricalRisk(network, Networks.LossNamed(loss), batches), CurvatureMatrices.Hessian);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void ThePartsOfEveryKindAreTheMatrix(string kind, string activation)
    {
        using Sequential network = Networks.FullyConnected(s_widths, activation, bias: true, seed: 3);
        using var batches = new Batches(Networks.Batches([Inputs], Classes, seed: 4, 5, 6));
        AssertParts(
            new EmpiricalRisk(network, new CrossEntropy(), batches, weightDecay: 0.3),
            (OutputCurvatureMatrix)CurvatureMatrices.Find(kind));
    }

    /// <summary>One layer has no hidden unit, and two have none that is reached through another.</summary>
    [Theory]
    [InlineData(0), InlineData(5)]
    public void ShallowNetworksHaveParts(long hidden)
    {
        long[] widths = hidden == 0 ? [Inputs, Classes] : [Inputs, hidden, Classes];
        using Sequential network = Networks.FullyConnected(widths, "tanh", bias: true, seed: 5);
        using var batches = new Batches(Networks.Batches([Inputs], Classes, seed: 6, 8));
        AssertParts(new EmpiricalRisk(network, new CrossEntropy(), batches), CurvatureMatrices.Hessian);
    }

    /// <summary>A rank's share of a product, summed, is the product; so are the squared norms, and the marks of what is not zero.</summary>
    [Fact]
    public void SharesOfProductsAndNormsAddUp()
    {
        using DisposeScope scope = NewDisposeScope();
        using Sequential network = Networks.FullyConnected(s_widths, "tanh", bias: true, seed: 7);
        using var batches = new Batches(Networks.Batches([Inputs], Classes, seed: 8, 8));
        batches[0].Inputs.narrow(1, 2, 1).zero_();
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        using ExactHessian whole = ExactHessian.Compute(risk);
        Tensor block = linspace(-1, 1, 2 * risk.Dimension, ScalarType.Float64).view(-1, 2);
        Tensor product = zeros_like(block), nonzero = zeros(risk.Dimension, float64);
        double squares = 0;
        foreach (ProcessGrid grid in Places((3, 2, 8)))
        {
            using BlockCyclicPart part = DistributedHessian.Compute(risk, CurvatureMatrices.Hessian, grid);
            product += part.ShareOfProduct(block);
            squares += part.SquaredNorm();
            nonzero += part.NonzeroColumns();
        }

        Assert.True(whole.Matrix.ne(0).any(1).eq(nonzero.ne(0)).all().item<bool>());
        Assert.Equal(s_widths[1], nonzero.eq(0).sum().item<long>());

        Assert.InRange(Networks.RelativeDifference(product, whole.Matrix.mm(block)), 0, 1e-14);
        Assert.Equal(1, squares / whole.Matrix.square().sum().item<double>(), 1e-14);
    }

    /// <summary>In the coordinates of what the data reach.</summary>
    [Theory]
    [InlineData("relu"), InlineData("tanh")]
    public void ThePartsOfTheRotatedMatrixAreIt(string activation)
    {
        using DisposeScope scope = NewDisposeScope();
        using Sequential network = Networks.FullyConnected(s_widths, activation, bias: true, seed: 9);
        using Tensor few = randn([3, Inputs], float64, generator: new Generator(10));
        Batch[] ofFew = Networks.Batches([3], Classes, seed: 11, 9, 4);
        using var batches = new Batches([.. ofFew.Select(b => new Batch(b.Inputs.mm(few), b.Targets.alias()))]);
        Array.ForEach(ofFew, b => b.Dispose());
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches, weightDecay: 0.3);
        using FirstLayerRotation rotation = FirstLayerRotation.TryFind(risk)!;
        using ExactHessian whole = CurvatureMatrices.Hessian.ExactRotated(risk, rotation, null, default);
        Assert.NotEqual(risk.Dimension, rotation.Dimension);
        foreach ((int, int, long) shape in s_grids)
        {
            AssertSame(whole.Matrix, Together(risk, CurvatureMatrices.Hessian, shape, rotation));
        }
    }

    [Fact]
    public void SinglePrecisionHasItsOwnRounding()
    {
        using DisposeScope scope = NewDisposeScope();
        using nn.Module<Tensor, Tensor> network = Networks.FullyConnected(s_widths, "tanh", bias: true, seed: 1).to(float32);
        Batch[] twice = Networks.Batches([Inputs], Classes, seed: 2, 9, 4);
        using var batches = new Batches([.. twice.Select(b => new Batch(b.Inputs.to(float32), b.Targets.alias()))]);
        Array.ForEach(twice, b => b.Dispose());
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        using ExactHessian whole = ExactHessian.Compute(risk);
        Tensor together = Together(risk, CurvatureMatrices.Hessian, (2, 2, 8), rotation: null);
        Assert.Equal(float32, together.dtype);
        Assert.InRange(Networks.RelativeDifference(together.to(float64), whole.Matrix.to(float64)), 1e-9, 1e-6);
    }

    [Fact]
    public void OtherNetworksAndSharedDataAreRefused()
    {
        using var batches = new Batches(Networks.Batches([Inputs], Classes, seed: 2, 9));
        using var opaque = new OpaqueModule(Networks.FullyConnected([Inputs, Classes], "relu", bias: true, seed: 1));
        var grid = ProcessGrid.For(0, 1, 24);
        Assert.Throws<NotSupportedException>(() => DistributedHessian.Compute(
            new EmpiricalRisk(opaque, new CrossEntropy(), batches), CurvatureMatrices.Hessian, grid));
        string[] refusals = ThreadReduction.Run(2, (_, others) =>
        {
            using DisposeScope scope = NewDisposeScope();
            using Sequential network = Networks.FullyConnected([Inputs, Classes], "relu", bias: true, seed: 1);
            var risk = new EmpiricalRisk(network, new CrossEntropy(), batches, 0, ModelMode.Evaluation, others);
            return Assert.Throws<NotSupportedException>(
                () => DistributedHessian.Compute(risk, CurvatureMatrices.Hessian, grid)).Message;
        });
        Assert.All(refusals, text => Assert.Contains("shared", text, StringComparison.Ordinal));
    }

    [Fact]
    public void AnEntryThatIsNotFiniteShowsInTheNorm()
    {
        using Sequential network = Networks.FullyConnected(s_widths, "tanh", bias: true, seed: 1);
        using (no_grad())
        {
            network.parameters().Last().fill_(double.NaN);
        }

        using var batches = new Batches(Networks.Batches([Inputs], Classes, seed: 2, 9));
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        using BlockCyclicPart part = DistributedHessian.Compute(risk, CurvatureMatrices.Hessian, ProcessGrid.For(0, 1, risk.Dimension));
        Assert.False(double.IsFinite(part.SquaredNorm()));
    }

    private static void AssertParts(EmpiricalRisk risk, OutputCurvatureMatrix kind)
    {
        using var tensors = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using ExactHessian whole = ExactHessian.Compute(risk, kind);
        Assert.Equal(ExactHessianMethod.FullyConnectedClosedForm, whole.Method);
        foreach ((int, int, long) shape in s_grids)
        {
            AssertSame(whole.Matrix, Together(risk, kind, shape, rotation: null));
        }
    }

    private static void AssertSame(Tensor whole, Tensor together) =>
        Assert.InRange((together - whole).abs().max().item<double>(), 0, Accuracy * whole.abs().max().item<double>());

    private static Tensor Together(
        EmpiricalRisk risk, OutputCurvatureMatrix kind, (int Rows, int Columns, long Block) shape, FirstLayerRotation? rotation)
    {
        long dimension = rotation?.Dimension ?? risk.Dimension;
        Tensor whole = full([dimension, dimension], double.NaN, risk.Layout.DType);
        foreach (ProcessGrid grid in Places(shape))
        {
            using BlockCyclicPart part = DistributedHessian.Compute(risk, kind, grid, rotation);
            long[] rows = grid.RowAxis.Numbers(dimension), columns = grid.ColumnAxis.Numbers(dimension);
            Assert.Equal([columns.Length, rows.Length], part.Values.shape);
            whole.index_put_(part.Values.t(), tensor(rows).unsqueeze(1), tensor(columns).unsqueeze(0));
        }

        return whole;
    }

    private static IEnumerable<ProcessGrid> Places((int Rows, int Columns, long Block) shape) =>
        from row in Enumerable.Range(0, shape.Rows)
        from column in Enumerable.Range(0, shape.Columns)
        select new ProcessGrid(shape.Rows, shape.Columns, row, column, shape.Block);
}
