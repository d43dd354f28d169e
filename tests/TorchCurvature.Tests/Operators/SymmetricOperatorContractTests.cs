using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Curvature.Questions;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Operators;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Curvature;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Operators;

/// <summary>
/// What every symmetric operator must do. A new implementation gets a line in <see cref="Cases"/> and in <see cref="Create"/>.
/// </summary>
public sealed class SymmetricOperatorContractTests : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    public static TheoryData<string> Cases =>
        ["dense", "hessian", "gauss-newton", "difference", "diagonal-block", "outer-product", "sum", "scaled", "diagonal-congruence"];

    public void Dispose() => _owned.ForEach(o => o.Dispose());

    // The one of several processes needs these: CommandOnRanksTests.
    [Fact]
    public void EveryImplementationHasACase()
    {
        string[] implementations = [.. typeof(SymmetricOperator).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(SymmetricOperator)) && !t.IsAbstract && t != typeof(SharedOperator))
            .Select(t => t.Name).Order()];
        Assert.Equal(implementations, Cases.Select(row => Create(row.Data).GetType().Name).Distinct().Order());
    }

    [Theory, MemberData(nameof(Cases))]
    public void BilinearFormsAreSymmetric(string name)
    {
        SymmetricOperator a = Create(name);
        using DisposeScope scope = NewDisposeScope();
        Tensor u = Block(a, 3, seed: 1), v = Block(a, 4, seed: 2);
        Tensor form = u.t().mm(a.Multiply(v));
        TensorAssert.Near(form, a.Multiply(u).t().mm(v), 1e-13 * form.abs().max().item<double>());
    }

    [Theory, MemberData(nameof(Cases))]
    public void ProductsAreLinear(string name)
    {
        SymmetricOperator a = Create(name);
        using DisposeScope scope = NewDisposeScope();
        Tensor u = Block(a, 2, seed: 1), v = Block(a, 2, seed: 2);
        Tensor combined = 2 * a.Multiply(u) - 3 * a.Multiply(v);
        TensorAssert.Near(combined, a.Multiply(2 * u - 3 * v), 1e-13 * combined.abs().max().item<double>());
    }

    [Theory, MemberData(nameof(Cases))]
    public void AProductIsMadeOfTheProductsOfItsColumns(string name)
    {
        SymmetricOperator a = Create(name);
        using DisposeScope scope = NewDisposeScope();
        Tensor block = Block(a, 3, seed: 4), product = a.Multiply(block);
        Assert.Equal([a.Dimension, 3], product.shape);
        for (long k = 0; k < 3; k++)
        {
            TensorAssert.Near(a.Multiply(block.narrow(1, k, 1)), product.narrow(1, k, 1), 1e-14 * product.abs().max().item<double>());
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void TheWholeMatrixIsThatOfTheProductsToTheLastBitSymmetric(string name)
    {
        SymmetricOperator a = Create(name);
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using DenseOperator whole = a.ToDense();
        using Tensor block = Block(a, 3, seed: 6), product = a.Multiply(block), again = whole.Multiply(block);
        TensorAssert.Near(product, again, 1e-13 * product.abs().max().item<double>());
        using Tensor transposed = whole.Matrix.t();
        TensorAssert.SameBits(whole.Matrix, transposed);
        Assert.InRange(whole.InheritedError, a.InheritedError, a.InheritedError + 1e-12);
    }

    [Theory, MemberData(nameof(Cases))]
    public void AProductWithAVectorIsThatOfItsColumn(string name)
    {
        SymmetricOperator a = Create(name);
        using LiveTensors live = new();
        using Tensor column = Block(a, 1, seed: 7), vector = column.squeeze(1), product = a.MultiplyVector(vector);
        using Tensor ofColumn = a.Multiply(column), expected = ofColumn.squeeze(1);
        TensorAssert.SameBits(expected, product);
        Assert.Throws<ArgumentException>("vector", () => a.MultiplyVector(column));
    }

    [Theory, MemberData(nameof(Cases))]
    public void NothingIsLeftAliveAndTheProductIsDetached(string name)
    {
        SymmetricOperator a = Create(name);
        using LiveTensors live = new();
        using Tensor block = Block(a, 2, seed: 5), product = a.Multiply(block);
        Assert.False(product.requires_grad);
        Assert.Equal(a.DType, product.dtype);
    }

    [Theory, MemberData(nameof(Cases))]
    public void BlocksOfAnotherShapeOrPrecisionAreRefused(string name)
    {
        SymmetricOperator a = Create(name);
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Expect(ones(a.Dimension, float64), $"multiplies blocks [{a.Dimension}, k] with k ≥ 1");
        Expect(ones([a.Dimension + 1, 1], float64), $"this one is [{a.Dimension + 1}, 1]");
        Expect(ones([a.Dimension, 0], float64), $"this one is [{a.Dimension}, 0]");
        Expect(ones([a.Dimension, 1], float32), "multiplies Float64 blocks on cpu; this one is Float32");

        void Expect(Tensor block, string complaint) =>
            Assert.Contains(
                complaint, Assert.Throws<ArgumentException>(nameof(block), () => a.Multiply(block)).Message, StringComparison.Ordinal);
    }

    private static Tensor Block(SymmetricOperator a, long columns, ulong seed)
    {
        using Generator generator = new(seed);
        return randn([a.Dimension, columns], a.DType, generator: generator);
    }

    private SymmetricOperator Create(string name)
    {
        SymmetricOperator created = name switch
        {
            "dense" => Dense(),
            "hessian" => new HessianOperator(Risk()),
            "gauss-newton" => new GaussNewtonOperator(Risk()),
            "difference" => new DifferenceOperator(new HessianOperator(Risk()), new GaussNewtonOperator(Risk())),
            "diagonal-block" => new DiagonalBlockOperator(Owned(Dense()), 3, 11),
            "outer-product" => OuterProduct(),
            "sum" => Owned(new HessianOperator(Risk())) + Owned(new GaussNewtonOperator(Risk())),
            "scaled" => -2.5 * Owned(Dense()),
            "diagonal-congruence" => DiagonalCongruence(),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
        _owned.Add(created);
        return created;
    }

    private SymmetricOperator Owned(SymmetricOperator part)
    {
        _owned.Add(part);
        return part;
    }

    private static DenseOperator Dense()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(7);
        Tensor square = randn([20, 20], float64, generator: generator);
        return new DenseOperator(square + square.t());
    }

    private static OuterProductOperator OuterProduct()
    {
        using Generator generator = new(8);
        using Tensor vector = randn(20, float64, generator: generator);
        return new OuterProductOperator(vector);
    }

    private DiagonalCongruenceOperator DiagonalCongruence()
    {
        using Tensor diagonal = linspace(0.5, 3, 20, dtype: ScalarType.Float64);
        return new DiagonalCongruenceOperator(Owned(Dense()), diagonal);
    }

    private EmpiricalRisk Risk()
    {
        Sequential network = Networks.FullyConnected([5, 4, 3], "tanh", bias: true, seed: 1);
        Batch[] batches = Networks.Batches([5], 3, seed: 2, 7, 4);
        _owned.AddRange([network, .. batches]);
        return new EmpiricalRisk(network, new CrossEntropy(), batches);
    }
}
