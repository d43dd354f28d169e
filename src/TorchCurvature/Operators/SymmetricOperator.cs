using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Operators;

/// <summary>
/// A real symmetric matrix A ∈ R^{n×n} known by its products with blocks of vectors. Every algorithm here sees this and knows nothing of
/// networks. The base checks the arguments; a sealed subclass computes.
/// </summary>
public abstract class SymmetricOperator : IDisposable
{
    /// <summary>Fixes what the operator multiplies.</summary>
    /// <param name="dimension">n, at least 1.</param>
    /// <param name="dtype">Precision of the blocks, float32 or float64.</param>
    /// <param name="device">Device of the blocks.</param>
    /// <exception cref="ArgumentException">The precision is another one.</exception>
    protected SymmetricOperator(long dimension, ScalarType dtype, Device device)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        if (dtype is not (ScalarType.Float32 or ScalarType.Float64))
        {
            throw new ArgumentException($"An operator is float32 or float64, and not {dtype}.", nameof(dtype));
        }

        (Dimension, DType, Device) = (dimension, dtype, device);
    }

    /// <summary>n.</summary>
    public long Dimension { get; }

    /// <summary>Precision of the blocks.</summary>
    public ScalarType DType { get; }

    /// <summary>Device of the blocks.</summary>
    public Device Device { get; }

    /// <summary>
    /// The norm that the rounding of products is relative to, where it is larger than that of A, as it is for a difference of two large
    /// matrices; grows with what the products show. 0 where it is A's own.
    /// </summary>
    public virtual double RoundingScale => 0;

    /// <summary>
    /// A bound, in the spectral norm, of the error that the matrix came with before it is multiplied; 0 where the operator knows of none.
    /// </summary>
    public virtual double InheritedError => 0;

    /// <summary>A + B, which refers to both and owns neither.</summary>
    /// <param name="left">A.</param>
    /// <param name="right">B.</param>
    /// <exception cref="ArgumentException">The two differ in dimension or precision.</exception>
    public static SymmetricOperator operator +(SymmetricOperator left, SymmetricOperator right) => new SumOperator(left, right);

    /// <summary>A − B, which refers to both and owns neither.</summary>
    /// <param name="left">A.</param>
    /// <param name="right">B.</param>
    /// <exception cref="ArgumentException">The two differ in dimension or precision.</exception>
    public static SymmetricOperator operator -(SymmetricOperator left, SymmetricOperator right) =>
        new SumOperator(left, new ScaledOperator(-1, right));

    /// <summary>c·A, which refers to A and does not own it.</summary>
    /// <param name="factor">c.</param>
    /// <param name="scaled">A.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not finite.</exception>
    public static SymmetricOperator operator *(double factor, SymmetricOperator scaled) => new ScaledOperator(factor, scaled);

    /// <summary>A·X for a block of k ≥ 1 columns.</summary>
    /// <param name="block">X, of shape [n, k], in the operator's precision and on its device.</param>
    /// <param name="cancellation">Stops between parts of the product.</param>
    /// <returns>A·X, of shape [n, k], detached from any graph. The caller owns it.</returns>
    /// <exception cref="ArgumentException">The block has another shape, precision or device.</exception>
    public Tensor Multiply(Tensor block, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (block.dim() != 2 || block.shape[0] != Dimension || block.shape[1] < 1)
        {
            throw new ArgumentException(
                $"The operator multiplies blocks [{Dimension}, k] with k ≥ 1; this one is [{string.Join(", ", block.shape)}].",
                nameof(block));
        }

        if (block.dtype != DType || block.device.ToString() != Device.ToString())
        {
            throw new ArgumentException(
                $"The operator multiplies {DType} blocks on {Device}; this one is {block.dtype} on {block.device}.", nameof(block));
        }

        return MultiplyCore(block, cancellation);
    }

    /// <summary>A·x for one vector.</summary>
    /// <param name="vector">x, of shape [n], in the operator's precision and on its device.</param>
    /// <param name="cancellation">Stops between parts of the product.</param>
    /// <returns>A·x, of shape [n], detached from any graph. The caller owns it.</returns>
    /// <exception cref="ArgumentException">The vector has another shape, precision or device.</exception>
    public Tensor MultiplyVector(Tensor vector, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(vector);
        if (vector.dim() != 1 || vector.shape[0] != Dimension)
        {
            string shape = string.Join(", ", vector.shape);
            throw new ArgumentException($"The operator multiplies vectors [{Dimension}]; this one is [{shape}].", nameof(vector));
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        return Multiply(vector.unsqueeze(1), cancellation).squeeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>The whole matrix, from its products with the unit vectors. Cost: n products, and n² numbers of memory.</summary>
    /// <param name="progress">Receives the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops between products.</param>
    /// <returns>
    /// A, symmetric to the last bit: the mean of what was computed and its transpose. Its error is what this operator states,
    /// n·ε·<see cref="RoundingScale"/>, and the norm of what the mean took away. The caller owns it. Of a matrix that is stored whole, a
    /// second operator on the same memory.
    /// </returns>
    /// <exception cref="NotFiniteNumberException">The matrix has an infinite or undefined entry.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public DenseOperator ToDense(IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        ToDenseCore(progress, cancellation);

    /// <summary>Releases what the operator owns.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Computes <see cref="Multiply"/>; the block is checked. Must not leave a tensor alive but the result.</summary>
    protected abstract Tensor MultiplyCore(Tensor block, CancellationToken cancellation);

    /// <summary>Makes what <see cref="ToDense"/> gives; for a subclass that has the matrix already.</summary>
    protected virtual DenseOperator ToDenseCore(IProgress<double>? progress, CancellationToken cancellation) =>
        DenseAssembly.FromProducts(this, progress, cancellation);

    /// <summary>Releases what a subclass owns.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
