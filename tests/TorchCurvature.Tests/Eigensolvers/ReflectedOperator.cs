using TorchCurvature.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Eigensolvers;

/// <summary>
/// QΛQᵀ with Q a product of random Householder reflections: any spectrum, any size, at the cost of a few passes over the block, and with dense eigenvectors. Counts the columns that it multiplies; can stop, or
/// go wrong, at a given product.
/// </summary>
internal sealed class ReflectedOperator : SymmetricOperator
{
    private const int Reflections = 3;
    private readonly Tensor _values;
    private readonly Tensor[] _mirrors;

    public ReflectedOperator(double[] eigenvalues, uint seed, ScalarType dtype = ScalarType.Float64)
        : base(eigenvalues.Length, dtype, CPU)
    {
        using Generator generator = new(seed);
        using DisposeScope scope = NewDisposeScope();
        _values = tensor(eigenvalues).to(dtype).unsqueeze(1).DetachFromDisposeScope();
        _mirrors = [.. Enumerable.Range(0, Reflections).Select(_ =>
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

    protected override Tensor MultiplyCore(Tensor block, CancellationToken cancellation)
    {
        OnProduct?.Invoke(Products);
        cancellation.ThrowIfCancellationRequested();
        using DisposeScope scope = NewDisposeScope();
        Products += block.shape[1];
        Tensor x = block;
        foreach (Tensor u in _mirrors)
        {
            x = x - (2 * u).mm(u.t().mm(x));
        }

        x = x * _values;
        foreach (Tensor u in _mirrors.Reverse())
        {
            x = x - (2 * u).mm(u.t().mm(x));
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
        Array.ForEach(_mirrors, m => m.Dispose());
        base.Dispose(disposing);
    }
}
