using TorchCurvature.Resources;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Resources;

/// <summary>The held forms compute what TorchSharp's own do: the same bits, the same type.</summary>
public sealed class HeldScalarArithmeticTests
{
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Held, Func<Tensor, Tensor> Own)> s_forms = new()
    {
        ["t + t"] = (t => t.Plus(t), t => t + t),
        ["t + 3"] = (t => t.Plus(3), t => t + 3),
        ["t += t"] = (t => t.clone().AddInPlace(t), t => t.clone().add_(t)),
        ["t - 3"] = (t => t.Minus(3), t => t - 3),
        ["t - 0.1"] = (t => t.Minus(0.1), t => t.sub(0.1)),
        ["t -= 3"] = (t => t.clone().SubtractInPlace(3), t => t.clone().sub_(3)),
        ["1 - t"] = (t => t.SubtractedFrom(1), t => 1 - t),
        ["t * 3"] = (t => t.Times(3), t => 3 * t),
        ["t * 0.1"] = (t => t.Times(0.1), t => 0.1 * t),
        ["t *= 3"] = (t => t.clone().MultiplyInPlace(3), t => t.clone().mul_(3)),
        ["t / 3"] = (t => t.DividedBy(3), t => t / 3),
        ["t / 0.3"] = (t => t.DividedBy(0.3), t => t / 0.3),
        ["t % 3"] = (t => t.Remainder(3), t => t.remainder(3)),
        ["t²"] = (t => t.Squared(), t => t.square()),
        ["t³"] = (t => t.clone().ToPowerInPlace(3), t => t.clone().pow_(3)),
        ["clamp"] = (t => t.ClampedFromBelow(1), t => t.clamp(1)),
        [">"] = (t => t.IsAbove(0.5), t => t.gt(0.5)),
        ["<"] = (t => t.IsBelow(1), t => t.lt(1)),
        [">="] = (t => t.IsAtLeast(1), t => t.ge(1)),
        ["=="] = (t => t.IsEqualTo(1), t => t.eq(1)),
        ["!="] = (t => t.IsUnequalTo(1), t => t.ne(1)),
        ["fill"] = (t => t.clone().FillInPlace(2), t => t.clone().fill_(2)),
        ["index fill"] = (t => t.clone().FillRowsInPlace(0, Index(), 7), t => t.clone().index_fill_(0, Index(), 7)),
    };

    private static readonly Dictionary<string, (Func<Tensor, Tensor> Held, Func<Tensor, Tensor> Own)> s_realForms = new()
    {
        ["t += 0.1 t"] = (t => t.clone().AddScaledInPlace(t, 0.1), t => t.clone().add_(t, 0.1)),
        ["t *= 0.1"] = (t => t.clone().MultiplyInPlace(0.1), t => t.clone().mul_(0.1)),
        ["t /= 3"] = (t => t.clone().DivideInPlace(3), t => t.clone().div_(3)),
        ["t /= 0.3"] = (t => t.clone().DivideInPlace(0.3), t => t.clone().div_(0.3)),
        ["norms of columns"] = (t => t.EuclideanNorm(0), t => linalg.vector_norm(t, dims: [0])),
        ["norms of rows"] = (t => t.EuclideanNorm(1), t => linalg.vector_norm(t, dims: [1])),
        ["softplus"] = (t => t.Softplus(3, 1), t => nn.functional.softplus(t, 3, 1)),
    };

    public static TheoryData<string, ScalarType> Forms => new(
        from type in new[] { ScalarType.Float64, ScalarType.Float32, ScalarType.Int64 }
        from form in type == ScalarType.Int64 ? s_forms.Keys : s_forms.Keys.Concat(s_realForms.Keys)
        select (form, type));

    [Theory]
    [MemberData(nameof(Forms))]
    public void TheBitsAndTheTypeAreThoseOfTorchSharpsOwnForm(string form, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        (Func<Tensor, Tensor> held, Func<Tensor, Tensor> own) = s_forms.TryGetValue(form, out var found) ? found : s_realForms[form];
        Tensor t = Numbers().to(type);
        RequireSame(own(t), held(t));
    }

    [Fact]
    public void ARangeIsThatOfTorchSharp()
    {
        using DisposeScope scope = NewDisposeScope();
        RequireSame(arange(0, 5, ScalarType.Int64), HeldScalars.Range(0, 5));
        RequireSame(arange(2, 5, ScalarType.Int64), HeldScalars.Range(2, 5));
    }

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    public void TheSoftplusLayerAndItsDerivativesAreThoseOfTorchSharp(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        using nn.Module<Tensor, Tensor> held = new HeldSoftplus(), own = nn.Softplus();
        foreach ((Tensor ofOwn, Tensor ofHeld) in Derivatives(own, type).Zip(Derivatives(held, type)))
        {
            RequireSame(ofOwn, ofHeld);
        }
    }

    [Fact]
    public void NoTensorIsLeftAlive()
    {
        using Tensor t = Numbers();
        using var live = new LiveTensors();
        t.SubtractedFrom(1).Dispose();
        HeldScalars.Range(0, 5).Dispose();
        t.Softplus(1, 20).Dispose();
    }

    private static Tensor[] Derivatives(nn.Module<Tensor, Tensor> layer, ScalarType type)
    {
        Tensor z = (Numbers() * 20).to(type).requires_grad_();
        Tensor value = layer.forward(z);
        Tensor first = autograd.grad([(value * value).sum()], [z], retain_graph: true, create_graph: true)[0];
        Tensor second = autograd.grad([(first * first).sum()], [z])[0];
        return [value, first, second];
    }

    private static void RequireSame(Tensor expected, Tensor actual)
    {
        Assert.Equal((expected.dtype, string.Join(",", expected.shape)), (actual.dtype, string.Join(",", actual.shape)));
        Assert.Equal(expected.detach().bytes.ToArray(), actual.detach().bytes.ToArray());
    }

    // Enough of them for the vectorized loops and for what these leave over.
    private static Tensor Numbers()
    {
        using var generator = new Generator(7);
        return randn([37, 5], ScalarType.Float64, generator: generator).mul_(2);
    }

    private static Tensor Index() => tensor([1L, 3L]);
}
