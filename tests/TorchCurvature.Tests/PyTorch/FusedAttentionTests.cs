using TorchCurvature.Curvature.Products;
using TorchCurvature.Resources;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.PyTorch;

/// <summary>The fused kernel of attention has no second derivative, and is off while a network is computed.</summary>
public sealed class FusedAttentionTests
{
    [Fact]
    public void TheSwitchIsPutBackByTheLastScope()
    {
        Assert.True(backends.cuda.flash_sdp_enabled());
        using (IDisposable outer = FusedAttention.Off())
        {
            using (IDisposable inner = FusedAttention.Off())
            {
                Assert.False(backends.cuda.flash_sdp_enabled());
                inner.Dispose();
            }

            Assert.False(backends.cuda.flash_sdp_enabled());
        }

        Assert.True(backends.cuda.flash_sdp_enabled());
    }

    /// <summary>With the kernel on, the same product is refused: the guard is what makes it work.</summary>
    [Fact]
    public void WithoutTheGuardThereIsNoSecondDerivative()
    {
        using DisposeScope scope = NewDisposeScope();
        using var truth = new PyTorchTruth("transformer_sdpa");
        Tensor outputs = truth.Model.forward(truth.Batches[0].AllInputs);
        IReadOnlyList<TorchSharp.Modules.Parameter> parameters = truth.Risk.Layout.Leaves;
        Tensor?[] gradient = GuardedAutograd.Of(outputs.square().sum(), parameters, create: true);
        Tensor scalar = cat([.. gradient.OfType<Tensor>().Select(g => g.reshape(-1))]).square().sum();
        Assert.Contains(
            "scaled_dot_product", Assert.Throws<DerivativeException>(() => GuardedAutograd.Of(scalar, parameters)).Message,
            StringComparison.Ordinal);

        using var hessian = new HessianOperator(truth.Risk);
        Assert.True(hessian.Multiply(ones([truth.Risk.Dimension, 1], ScalarType.Float64)).FrobeniusNorm() > 0);
        Assert.Contains(truth.Risk.SwitchedOff, what => what.Contains("attention", StringComparison.Ordinal));
    }

    /// <summary>One network calls the operator and the other computes the same without: only the first is told of it.</summary>
    [Fact]
    public void ANetworkWithoutTheOperatorIsNotToldOfIt()
    {
        using PyTorchTruth fused = new("transformer_sdpa"), written = new("transformer_by_hand");
        Assert.Contains(fused.Risk.SwitchedOff, what => what.Contains("attention", StringComparison.Ordinal));
        Assert.DoesNotContain(written.Risk.SwitchedOff, what => what.Contains("attention", StringComparison.Ordinal));
    }

    /// <summary>One function, written in both ways.</summary>
    [Fact]
    public void TheOutputsAreThoseOfAttentionThatIsWrittenOut()
    {
        using DisposeScope scope = NewDisposeScope();
        using PyTorchTruth fused = new("transformer_sdpa"), written = new("transformer_by_hand");
        TensorAssert.Near(written.Risk.Outputs(written.Batches[0]), fused.Risk.Outputs(fused.Batches[0]), 1e-13);
    }
}
