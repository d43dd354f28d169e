using TorchCurvature.Resources;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Resources;

/// <summary>Derivatives by closed forms, and errors that are exceptions where the library's own call ends the process.</summary>
public sealed class GuardedAutogradTests
{
    private readonly Tensor _x = tensor([0.3, -1.2, 2.0]).requires_grad_();

    /// <summary>y = Σ x³: 3x², and once more 6x.</summary>
    [Fact]
    public void ADerivativeCanBeDifferentiatedAgain()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor first = GuardedAutograd.Of(_x.pow(3).sum(), [_x], create: true)[0]!;
        TensorAssert.Near((3 * _x.square()).detach(), first.detach(), 1e-15);
        Tensor second = GuardedAutograd.Of(first.sum(), [_x])[0]!;
        TensorAssert.Near((6 * _x).detach(), second, 1e-15);
        Assert.Null(_x.grad);
        Assert.False(second.requires_grad);
    }

    /// <summary>The rows of a Jacobian: of y = (Σ x², Σ x³), along (a, b), 2a x + 3b x².</summary>
    [Fact]
    public void ACotangentWeighsTheRowsOfTheJacobian()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor y = stack([_x.square().sum(), _x.pow(3).sum()]), along = tensor([2.0, -0.5]);
        Tensor found = GuardedAutograd.Of(y, [_x], retain: true, along: along)[0]!;
        TensorAssert.Near(((4 * _x) - (1.5 * _x.square())).detach(), found, 1e-14);
        TensorAssert.SameBits(found, GuardedAutograd.Of((y * along).sum(), [_x])[0]!);
    }

    /// <summary>The very numbers that TorchSharp's own call gives where nothing is wrong.</summary>
    [Fact]
    public void TheBitsAreThoseOfTheLibrarysOwnCall()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor w = randn([5, 3], ScalarType.Float64, requires_grad: true), y = w.mv(_x).tanh().exp().sum();
        Tensor?[] found = GuardedAutograd.Of(y, [w, _x], retain: true);
        IList<Tensor> expected = autograd.grad([y], [w, _x]);
        Assert.Equal(2, found.Length);
        Assert.All(found.Zip(expected), pair => TensorAssert.SameBits(pair.Second, pair.First!));
    }

    [Fact]
    public void WhatIsNotUsedHasNoDerivative()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor unused = ones(2, ScalarType.Float64, requires_grad: true);
        Tensor?[] found = GuardedAutograd.Of(_x.sum(), [unused, _x, unused]);
        Assert.Equal([true, false, true], found.Select(d => d is null));
        Assert.Null(Assert.Single(GuardedAutograd.Of(_x.sum(), [unused])));
    }

    [Fact]
    public void AGraphThatWasFreedIsAnException()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor y = _x.square().sum();
        GuardedAutograd.Of(y, [_x]);
        string message = Assert.Throws<DerivativeException>(() => GuardedAutograd.Of(y, [_x])).Message;
        Assert.Contains("second time", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void AParameterThatWasOverwrittenIsAnException()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor w = ones(3, ScalarType.Float64, requires_grad: true), y = (w * w).sum();
        using (no_grad())
        {
            w.zero_();
        }

        Assert.StartsWith(
            "A tensor that a derivative needs was overwritten in place: ",
            Assert.Throws<DerivativeException>(() => GuardedAutograd.Of(y, [w])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOperatorWithoutASecondDerivativeIsNamedWithAWayOut()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Tensor points = randn([6, 2], ScalarType.Float64, requires_grad: true), centres = randn([3, 2], ScalarType.Float64);
        Tensor distances = cdist(points, centres, 2, compute_mode: compute_mode.donot_use_mm_for_euclid_dist);
        Tensor first = GuardedAutograd.Of(distances.sum(), [points], create: true)[0]!;
        Assert.Equal(
            "libtorch has no derivative of '_cdist_backward', so this network's loss cannot be differentiated as often as its curvature "
                + "asks for. Write the distances out as (x.unsqueeze(1) - c).pow(2).sum(-1), or use compute_mode='use_mm_for_euclid_dist'.",
            Assert.Throws<DerivativeException>(() => GuardedAutograd.Of(first.square().sum(), [points])).Message);
    }

    [Fact]
    public void WhatHasNoGraphOrIsNoScalarIsAnException()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        Assert.Contains(
            "does not depend on the model's parameters",
            Assert.Throws<InvalidOperationException>(() => GuardedAutograd.Of(_x.detach().sum(), [_x])).Message, StringComparison.Ordinal);
        Assert.Throws<DerivativeException>(() => GuardedAutograd.Of(_x.square(), [_x]));
    }
}
