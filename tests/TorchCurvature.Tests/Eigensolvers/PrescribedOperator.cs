using TorchCurvature.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Eigensolvers;

/// <summary>
/// QΛQᵀ: any spectrum, with dense eigenvectors. Up to <see cref="LargestDense"/> dimensions Q is uniformly random; above that it is a
/// product of a few random Householder reflections, at the cost of a few passes over the block. Counts the columns that it multiplies; can
/// stop, or go wrong, at a given product.
/// </summary>
internal sealed class PrescribedOperator : SymmetricOperator
{
    private const int LargestDense = 300;
    private const int Reflections = 3;
    private readonly Tensor _values;
    private readonly Tensor[] _factors;

    public PrescribedOperator(double[] eigenvalues, uint seed, ScalarType dtype = ScalarType.Float64)
        : base(eigenvalues.Length, dtype, CPU)
    {
        using Generator generator = new(seed);
        using DisposeScope scope = NewDisposeScope();
        _values = tensor(eigenvalues).to(dtype).unsqueeze(1).DetachFromDisposeScope();
        if (Dimension <= LargestDense)
        {
            _factors =
                [linalg.qr(randn([Dimension, Dimension], ScalarType.Float64, generator: generator)).Q.to(dtype).DetachFromDisposeScope()];
            return;
        }

        _factors = [.. Enumerable.Range(0, Reflections).Select(_ =>
        {
            Tensor u = randn([Dimension, 1], ScalarType.Float64, generator: generator);
            return (u / u.norm()).to(dtype).DetachFromDisposeScope();
        })];
    }

    public long Products { get; private set; }

    /// <summary>Called before each product with the columns multiplied so far.</summary>
    public Action<long>? OnProduct { get; init; }

    /// <summary>From this product on, one entry is undefined.</summary>
    public long? UndefinedFrom { get; init; }

    /// <summary>Norm of a new random error in each column of a product.</summary>
    public double Noise { get; init; }

    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation)
    {
        OnProduct?.Invoke(Products);
        cancellation.ThrowIfCancellationRequested();
        using DisposeScope scope = NewDisposeScope();
        Products += block.shape[1];
        Tensor x = block;
        foreach (Tensor factor in _factors)
        {
            x = Dimension <= LargestDense ? factor.t().mm(x) : Reflect(x, factor);
        }

        x = x * _values;
        foreach (Tensor factor in _factors.Reverse())
        {
            x = Dimension <= LargestDense ? factor.mm(x) : Reflect(x, factor);
        }

        if (Noise > 0)
        {
            using Generator generator = new((ulong)Products);
            x = x + (Noise / Math.Sqrt(Dimension) * randn(x.shape, DType, generator: generator));
        }

        if (Products >= UndefinedFrom)
        {
            x[0, 0] = double.NaN;
        }

        return x.MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        _values.Dispose();
        Array.ForEach(_factors, f => f.Dispose());
        base.Dispose(disposing);
    }

    private static Tensor Reflect(Tensor x, Tensor u) => x - (2 * u).mm(u.t().mm(x));
}
