using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Resources;

/// <summary>
/// Arithmetic of tensors and numbers. A number that TorchSharp 0.107 converts to its <see cref="Scalar"/> by itself can be released by the
/// finalizer while the native library reads it, where another thread collects; a + b of two tensors hides such a number too, the factor 1
/// of b. Here every one is held until its call is over.
/// </summary>
/// <remarks>Whole numbers have overloads of their own, because the kind of the number takes part in the type of the result.</remarks>
internal static class HeldScalars
{
    public static Tensor Plus(this Tensor tensor, Tensor other)
    {
        using Scalar factor = 1;
        return tensor.add(other, factor);
    }

    public static Tensor Plus(this Tensor tensor, long number)
    {
        using Scalar value = number;
        using Scalar factor = 1;
        return tensor.add(value, factor);
    }

    public static Tensor AddInPlace(this Tensor tensor, Tensor other)
    {
        using Scalar factor = 1;
        return tensor.add_(other, factor);
    }

    /// <summary>Adds factor·other.</summary>
    public static Tensor AddScaledInPlace(this Tensor tensor, Tensor other, double factor)
    {
        using Scalar value = factor;
        return tensor.add_(other, value);
    }

    public static Tensor AddInPlace(this Tensor tensor, double number)
    {
        using Scalar value = number;
        using Scalar factor = 1;
        return tensor.add_(value, factor);
    }

    /// <summary>Adds factor·first·second, entry by entry.</summary>
    public static Tensor AddProductInPlace(this Tensor tensor, Tensor first, Tensor second, double factor)
    {
        using Scalar value = factor;
        return tensor.addcmul_(first, second, value);
    }

    /// <summary>Adds factor·dividend/divisor, entry by entry.</summary>
    public static Tensor AddQuotientInPlace(this Tensor tensor, Tensor dividend, Tensor divisor, double factor)
    {
        using Scalar value = factor;
        return tensor.addcdiv_(dividend, divisor, value);
    }

    public static Tensor Minus(this Tensor tensor, double number)
    {
        using Scalar value = number;
        return tensor.sub(value);
    }

    public static Tensor Minus(this Tensor tensor, long number)
    {
        using Scalar value = number;
        return tensor.sub(value);
    }

    public static Tensor SubtractInPlace(this Tensor tensor, long number)
    {
        using Scalar value = number;
        return tensor.sub_(value);
    }

    /// <summary>number − tensor, from the same two operations as TorchSharp's operator.</summary>
    public static Tensor SubtractedFrom(this Tensor tensor, long number)
    {
        using Tensor negative = tensor.negative();
        return negative.Plus(number);
    }

    public static Tensor Times(this Tensor tensor, double number)
    {
        using Scalar value = number;
        return tensor.mul(value);
    }

    public static Tensor Times(this Tensor tensor, long number)
    {
        using Scalar value = number;
        return tensor.mul(value);
    }

    public static Tensor MultiplyInPlace(this Tensor tensor, double number)
    {
        using Scalar value = number;
        return tensor.mul_(value);
    }

    public static Tensor MultiplyInPlace(this Tensor tensor, long number)
    {
        using Scalar value = number;
        return tensor.mul_(value);
    }

    public static Tensor DividedBy(this Tensor tensor, double number)
    {
        using Scalar value = number;
        return tensor.div(value);
    }

    public static Tensor DividedBy(this Tensor tensor, long number)
    {
        using Scalar value = number;
        return tensor.div(value);
    }

    public static Tensor DivideInPlace(this Tensor tensor, double number)
    {
        using Scalar value = number;
        return tensor.div_(value);
    }

    public static Tensor DivideInPlace(this Tensor tensor, long number)
    {
        using Scalar value = number;
        return tensor.div_(value);
    }

    public static Tensor Remainder(this Tensor tensor, long divisor)
    {
        using Scalar value = divisor;
        return tensor.remainder(value);
    }

    public static Tensor Squared(this Tensor tensor)
    {
        using Scalar exponent = 2;
        return tensor.pow(exponent);
    }

    public static Tensor ToPowerInPlace(this Tensor tensor, long exponent)
    {
        using Scalar value = exponent;
        return tensor.pow_(value);
    }

    public static Tensor ClampedFromBelow(this Tensor tensor, long smallest)
    {
        using Scalar value = smallest;
        return tensor.clamp_min(value);
    }

    public static Tensor IsAbove(this Tensor tensor, double number)
    {
        using Scalar value = number;
        return tensor.gt(value);
    }

    public static Tensor IsBelow(this Tensor tensor, double number)
    {
        using Scalar value = number;
        return tensor.lt(value);
    }

    public static Tensor IsBelow(this Tensor tensor, long number)
    {
        using Scalar value = number;
        return tensor.lt(value);
    }

    public static Tensor IsAtLeast(this Tensor tensor, long number)
    {
        using Scalar value = number;
        return tensor.ge(value);
    }

    public static Tensor IsEqualTo(this Tensor tensor, long number)
    {
        using Scalar value = number;
        return tensor.eq(value);
    }

    public static Tensor IsUnequalTo(this Tensor tensor, long number)
    {
        using Scalar value = number;
        return tensor.ne(value);
    }

    public static Tensor FillInPlace(this Tensor tensor, double number)
    {
        using Scalar value = number;
        return tensor.fill_(value);
    }

    /// <summary>Adds rows to those of some numbers.</summary>
    public static Tensor AddRowsInPlace(this Tensor tensor, Tensor index, Tensor rows)
    {
        using Scalar factor = 1;
        return tensor.index_add_(0, index, rows, factor);
    }

    public static Tensor FillRowsInPlace(this Tensor tensor, long dimension, Tensor index, long number)
    {
        using Scalar value = number;
        return tensor.index_fill_(dimension, index, value);
    }

    /// <summary>
    /// The Euclidean norms along one dimension. TorchSharp's <c>vector_norm</c> makes a number of its own; <c>norm</c> hands the native
    /// library a double and ends in the same computation.
    /// </summary>
    public static Tensor EuclideanNorm(this Tensor tensor, long dimension) => linalg.norm(tensor, 2.0, [dimension]);

    /// <summary>The square root of the sum of all squares, computed in the tensor's precision.</summary>
    public static double FrobeniusNorm(this Tensor tensor)
    {
        // In a scope, because a tensor that only a native call still refers to may be released during that call.
        using DisposeScope scope = NewDisposeScope();
        return tensor.norm().to(ScalarType.Float64).item<double>();
    }

    /// <summary>The whole numbers from first up to, and without, end.</summary>
    public static Tensor Range(long first, long end, Device? device = null)
    {
        using Scalar start = first;
        using Scalar stop = end;
        using Scalar step = 1;
        return arange(start, stop, step, ScalarType.Int64, device);
    }

    /// <summary>log(1 + exp(βz))/β, and z itself where βz exceeds the threshold.</summary>
    public static Tensor Softplus(this Tensor tensor, double beta, double threshold)
    {
        using Scalar heldBeta = beta;
        using Scalar heldThreshold = threshold;
        return NativeSoftplus(tensor, heldBeta, heldThreshold);
    }

    // TorchSharp's public softplus takes doubles and makes the numbers itself. A formula of other operations would have other bits, in the
    // derivatives too.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "softplus1")]
    private static extern Tensor NativeSoftplus(Tensor tensor, Scalar beta, Scalar threshold);
}
