using CsCheck;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Operators;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Eigensolvers;

/// <summary>Prescribe the spectrum, embed the matrix among exactly zero rows, and ask for the spectrum back.</summary>
public sealed class DenseEigensolverTests
{
    private static readonly Dictionary<string, Func<int, int, double>> s_spectra = new()
    {
        ["distinct"] = (i, n) => n - i,
        ["clustered"] = (i, n) => i < 3 ? 100 - i : 1 + (1e-9 * i),
        ["degenerate"] = (i, n) => i % 3,
        ["indefinite"] = (i, n) => Math.Cos(1.0 + i) * 50,
        ["rank-deficient"] = (i, n) => i < (n + 3) / 4 ? 1.0 + i : 0,
        ["decaying"] = (i, n) => Math.Pow(10, -15.0 * i / n),
        ["tiny"] = (i, n) => 1e-200 * (i + 1),
    };

    private static readonly Gen<(string Kind, int Size, int Zeros, uint Seed)> s_cases =
        Gen.Select(Gen.OneOf([.. s_spectra.Keys.Select(Gen.Const)]), Gen.Int[2, 200], Gen.Int[0, 9], Gen.UInt);

    /// <summary>Backward stability: every value within a small multiple of nε·max|λ|, every vector and residual with it.</summary>
    [Fact]
    public void PrescribedSpectraComeBack() => s_cases.AllHold(60, c =>
    {
        using LiveTensors live = new();
        (DenseOperator matrix, double[] expected, long[] kept) = Prescribe(c.Kind, c.Size, c.Zeros, c.Seed);
        using (matrix)
        {
            double tolerance = 8 * c.Size * Math.Pow(2, -52) * expected.Max(Math.Abs);
            AssertValues(expected, DenseEigensolver.Values(matrix).Values, tolerance);
            Assert.Equal(c.Zeros, DenseEigensolver.Values(matrix).ZeroRows);
            using EigenPairs pairs = DenseEigensolver.Pairs(matrix);
            AssertValues(expected, pairs.Values, tolerance);
            AssertPairs(matrix.Matrix, pairs, kept, c.Zeros, 8 * c.Size * Math.Pow(2, -52), tolerance);
        }
    });

    [Theory]
    [InlineData(false), InlineData(true)]
    public void TheZeroMatrixHasOnlyExactZeros(bool isSingle)
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor zero = zeros([5, 5], isSingle ? float32 : float64);
        using var matrix = new DenseOperator(zero);
        using EigenPairs pairs = DenseEigensolver.Pairs(matrix);
        Assert.All(
            [DenseEigensolver.Values(matrix).Values, pairs.Values, pairs.ResidualNorms], numbers => Assert.Equal(new double[5], numbers));
        Assert.Equal((5, 5), (DenseEigensolver.Values(matrix).ZeroRows, pairs.ZeroRows));
        TensorAssert.SameBits(eye(5, dtype: zero.dtype), pairs.Vectors.t().mm(pairs.Vectors));
    }

    [Fact]
    public void ARowWithAZeroOnTheDiagonalOnlyIsKept()
    {
        using Tensor swap = tensor(new double[,] { { 0, 2, 0 }, { 2, 0, 0 }, { 0, 0, 0 } });
        using var matrix = new DenseOperator(swap);
        Eigenvalues values = DenseEigensolver.Values(matrix);
        Assert.Equal(1, values.ZeroRows);
        AssertValues([2, 0, -2], values.Values, 1e-15);
    }

    [Fact]
    public void SinglePrecisionKeepsItsOwnAccuracyAndPrecision()
    {
        using LiveTensors live = new();
        (DenseOperator wide, double[] expected, long[] kept) = Prescribe("indefinite", 60, 4, 1);
        using Tensor rounded = wide.Matrix.to(float32);
        wide.Dispose();
        using var matrix = new DenseOperator(rounded);
        double relative = 8 * 60 * Math.Pow(2, -23);
        using EigenPairs pairs = DenseEigensolver.Pairs(matrix);
        Assert.Equal(ScalarType.Float32, pairs.Vectors.dtype);
        AssertValues(expected, pairs.Values, relative * 50);
        AssertPairs(rounded, pairs, kept, 4, relative, relative * 50);
        AssertValues(expected, DenseEigensolver.Values(matrix).Values, relative * 50);
    }

    [Fact]
    public void NoMatrixIsRefusedByName()
    {
        Assert.Throws<ArgumentNullException>("matrix", () => DenseEigensolver.Values(null!));
        Assert.Throws<ArgumentNullException>("matrix", () => DenseEigensolver.Pairs(null!));
    }

    /// <summary>QΛQᵀ with Q orthogonal, spread over the rows and columns <c>kept</c> of a larger matrix that is zero elsewhere.</summary>
    private static (DenseOperator Matrix, double[] Expected, long[] Kept) Prescribe(string kind, int size, int zeroRows, uint seed)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(seed);
        double[] values = [.. Enumerable.Range(0, size).Select(i => s_spectra[kind](i, size))];
        Tensor q = linalg.qr(randn([size, size], float64, generator: generator)).Q;
        Tensor product = (q * tensor(values)).mm(q.t()), symmetric = 0.5 * (product + product.t());
        Tensor kept = randperm(size + zeroRows, int64, generator: generator).narrow(0, 0, size).sort().Values;
        Tensor rows = zeros([size + zeroRows, size], float64).index_copy_(0, kept, symmetric);
        Tensor whole = zeros([size + zeroRows, size + zeroRows], float64).index_copy_(1, kept, rows);
        double[] expected = [.. values.Concat(new double[zeroRows]).OrderDescending()];
        return (new DenseOperator(whole), expected, kept.data<long>().ToArray());
    }

    private static void AssertValues(double[] expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Count);
        Assert.Equal(actual.OrderDescending(), actual);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, tolerance));
    }

    private static void AssertPairs(Tensor a, EigenPairs pairs, long[] kept, long zeroRows, double orthogonality, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor v = pairs.Vectors, values = tensor([.. pairs.Values], a.dtype);
        TensorAssert.Near(eye(a.shape[0], dtype: a.dtype), v.t().mm(v), orthogonality);
        TensorAssert.Near(a, (v * values).mm(v.t()), 2 * tolerance);

        double[] residuals = [.. ColumnNorms(a.mm(v) - v * values).to(float64).data<double>()];
        Assert.All(residuals.Zip(pairs.ResidualNorms), pair => Assert.Equal(pair.First, pair.Second, tolerance / 8));
        Assert.All(pairs.ResidualNorms, norm => Assert.InRange(norm, 0, tolerance));

        // A vector lives on the kept rows, or it is the unit vector of a zero row with the value 0.
        Assert.Equal(zeroRows, pairs.ZeroRows);
        Tensor onKept = v.index_select(0, tensor(kept)).ne(0).any(0);
        long[] deflated = [.. onKept.logical_not().nonzero().flatten().data<long>()];
        Assert.Equal(zeroRows, deflated.Length);
        Assert.All(deflated, i => Assert.Equal((0, 0, 1, 1), (pairs.Values[(int)i], pairs.ResidualNorms[(int)i],
            v.select(1, i).count_nonzero().item<long>(), v.select(1, i).max().to(float64).item<double>())));
        TensorAssert.SameBits(
            v.index_select(0, tensor(kept)).count_nonzero(), v.index_select(1, onKept.nonzero().flatten()).count_nonzero());
    }

    // Not sum(0): C# would read that zero as a precision, and add all columns up.
    private static Tensor ColumnNorms(Tensor a) => a.square().sum([0]).sqrt();
}
