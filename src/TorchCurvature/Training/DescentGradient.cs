using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Training;

/// <summary>The mean loss of some examples with its gradient, as descent takes them: without weight decay.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Parts">The gradient in each parameter, in their order; this object's.</param>
internal sealed record DescentGradient(double Loss, Tensor[] Parts) : IDisposable
{
    /// <summary>Sums over batches, in the mode in which the model is.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layout">Its parameters.</param>
    /// <param name="loss">The per-example loss.</param>
    /// <param name="sum">The examples.</param>
    /// <param name="weight">The total weight of all of their targets.</param>
    public static DescentGradient Over(
        nn.Module<Tensor, Tensor> model, ParameterLayout layout, Loss loss, BatchSum sum, double weight)
    {
        double value = 0;
        Tensor[] gradient = [];
        sum.Over(
            batch =>
            {
                LossTerms terms = LossTerms.Of(loss, model.OutputsOf(batch), batch.Targets);
                Tensor share = loss.DescentLosses(terms.Outputs, terms.Targets).sum().DividedBy(weight);
                Tensor[] part = Derivatives(share);
                using IDisposable noGradient = no_grad();
                gradient = gradient.Length == 0
                    ? [.. part.Select(g => g.MoveToOuterDisposeScope())]
                    : [.. gradient.Zip(part, (total, g) => total.AddInPlace(g))];
                value += share.detach().to(ScalarType.Float64).item<double>();
            },
            all =>
            {
                // One of several processes may have no example of a small batch.
                gradient = gradient.Length == 0 ? [.. layout.Parameters.Select(p => zeros_like(p.detach()))] : gradient;
                Array.ForEach(gradient, all.AddInPlace);
                value = all.Sum(value);
            });
        return new DescentGradient(value, gradient);

        Tensor[] Derivatives(Tensor share)
        {
            Tensor?[] derivatives = layout.OfParameters(GuardedAutograd.Of(share, layout.Leaves));
            return [.. derivatives.Select((g, i) => g ?? zeros_like(layout.Parameters[i]))];
        }
    }

    /// <summary>Releases the gradient.</summary>
    public void Dispose() => Array.ForEach(Parts, part => part.Dispose());
}
