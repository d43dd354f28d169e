using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>A loss whose output derivatives come from automatic differentiation on the small graph from outputs to loss.</summary>
internal abstract class DifferentiatedLoss : Loss
{
    protected sealed override Tensor OutputGradientCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradient = enable_grad();
        Tensor f = outputs.detach().requires_grad_();
        // A copy: the derivative of a sum is one number in all places, which cannot be written to.
        return Gradient(f, targets, createGraph: false).detach().clone().MoveToOuterDisposeScope();
    }

    protected sealed override Tensor OutputHessianCore(Tensor outputs, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradient = enable_grad();
        Tensor f = outputs.detach().requires_grad_();
        Tensor g = Gradient(f, targets, createGraph: true);
        if (!g.requires_grad)
        {
            return zeros([f.shape[0], f.shape[1], f.shape[1]], f.dtype, f.device).MoveToOuterDisposeScope();
        }

        var rows = new List<Tensor>();
        for (long c = 0; c < f.shape[1]; c++)
        {
            Tensor column = g.select(1, c).sum();
            rows.Add(GuardedAutograd.Of(column, [f], retain: true)[0] ?? zeros_like(f));
        }

        Tensor hessian = stack(rows, 1);
        return hessian.Plus(hessian.transpose(1, 2)).Times(0.5).MoveToOuterDisposeScope();
    }

    private Tensor Gradient(Tensor f, Tensor targets, bool createGraph)
    {
        Tensor total = ExampleLosses(f, targets).sum();
        if (!total.requires_grad)
        {
            throw new InvalidOperationException($"The loss '{Name}' does not depend differentiably on the outputs.");
        }

        return GuardedAutograd.Of(total, [f], create: createGraph)[0] ?? zeros_like(f);
    }
}
