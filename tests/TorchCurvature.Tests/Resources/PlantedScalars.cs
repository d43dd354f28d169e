using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Resources;

/// <summary>What <see cref="HeldScalarTests"/> must find, each in a method of its own; nothing calls them.</summary>
internal static class PlantedScalars
{
    public static Tensor ByOperator(Tensor t) => t + 1.0;

    public static Tensor ByConversion(Tensor t) => t.mul(2);

    public static Tensor BySum(Tensor a, Tensor b) => a + b;

    public static Tensor InPlace(Tensor a, Tensor b) => a.add_(b);

    public static Tensor ByFunction(Tensor t) => nn.functional.softplus(t);

    public static Tensor ByNorm(Tensor t) => linalg.vector_norm(t);

    public static Tensor ByFactory(Scalar end) => arange(end);

    public static Func<Tensor, Tensor> ByMethodGroup(Tensor t) => t.add;

    public static Func<Tensor, Tensor> InLambda() => t => t.square();

    public static nn.Module ByLayer() => nn.Softplus();

    public static nn.Module ByNormalization() => nn.BatchNorm1d(3);

    public static Tensor NotHeld(Tensor t)
    {
        Scalar number = 2;
        return t.mul(number);
    }

    public static Tensor Held(Tensor t)
    {
        using Scalar number = 2;
        return t.mul(number);
    }

    public static Tensor KeptAlive(Tensor t)
    {
        Scalar number = 2;
        Tensor product = t.mul(number);
        GC.KeepAlive(number);
        return product;
    }

    public static Tensor Innocent(Tensor a, Tensor b) => (a - b) * b / a;
}
