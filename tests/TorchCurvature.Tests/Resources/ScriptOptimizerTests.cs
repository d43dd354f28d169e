using TorchCurvature.Resources;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Resources;

/// <summary>Scripts run as they are while a scope is open, on its thread alone.</summary>
public sealed class ScriptOptimizerTests
{
    [Fact]
    public void WhatWasThereBeforeIsPutBackAndOtherThreadsAreLeftAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "libtorch does not export the switch there.");
        Assert.True(ScriptOptimizer.IsOn);
        using (ScriptOptimizer.Off())
        {
            using (ScriptOptimizer.Off())
            {
            }

            Assert.False(ScriptOptimizer.IsOn);
            bool elsewhere = false;
            var thread = new Thread(() => elsewhere = ScriptOptimizer.IsOn);
            thread.Start();
            thread.Join();
            Assert.True(elsewhere);
        }

        Assert.True(ScriptOptimizer.IsOn);
    }

    /// <summary>The optimizer rewrites a script after its first runs; without it every run is the first.</summary>
    [Fact]
    public void EveryRunOfAScriptIsTheSame()
    {
        using DisposeScope scope = NewDisposeScope();
        jit.CompilationUnit script = jit.compile("def f(x):\n    return torch.tanh(x * x + 0.1 * x).sigmoid() * x\n");
        Tensor x = linspace(-2, 2, 1001, ScalarType.Float64).requires_grad_();
        Tensor[] gradients = [.. Enumerable.Range(0, 5).Select(_ => GuardedAutograd.Of(Run(), [x])[0]!)];
        Assert.All(gradients, gradient => TensorAssert.SameBits(gradients[0], gradient));

        Tensor Run()
        {
            using ScriptOptimizer.Scope asWritten = ScriptOptimizer.Off();
            return ((Tensor)script.invoke("f", x)).sum();
        }
    }
}
