using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact;

/// <summary>A chain of linear layers with at most one activation after each: what the closed forms are about.</summary>
internal sealed class FullyConnectedChain(FeedForwardStructure structure)
{
    private readonly ElementwiseActivation[] _activations =
        [.. structure.Stages.Select(s => s.Maps is [ActivationMap map] ? map.Activation : ElementwiseActivation.Identity)];

    /// <summary>The layers, first to last.</summary>
    public LinearLayer[] Layers { get; } = [.. structure.Stages.Select(s => (LinearLayer)s.Layer)];

    /// <summary>One pass to the outputs and back, for some examples. Made in the caller's scope and mode.</summary>
    /// <param name="batch">The examples.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="totalWeight">What sums over examples are divided by.</param>
    /// <param name="kind">Which matrix in the outputs is pulled back, and whether φ'' takes part.</param>
    public FullyConnectedPass Propagate(Batch batch, Loss loss, double totalWeight, OutputCurvatureMatrix kind)
    {
        int count = Layers.Length;
        var (inputs, slopes, curvatures) = (new Tensor[count], new Tensor[count], new Tensor?[count]);
        Tensor x = structure.Preparation.Aggregate(batch.Inputs, (z, map) => map.Linearize(z).Output);
        for (int l = 0; l < count; l++)
        {
            inputs[l] = InputSpan.WithOnes(Layers[l].Patches(x).squeeze(-1), Layers[l].HasBias).t().contiguous();
            Tensor z = Layers[l].Forward(x);
            (slopes[l], curvatures[l], x) = l < count - 1
                ? (_activations[l].First(z), kind.HasSecondDerivatives ? _activations[l].Second?.Invoke(z) : null,
                    _activations[l].Value(z))
                : (z, null, z);
        }

        var (gradients, hessians) = (new Tensor[count], new Tensor[count]);
        gradients[^1] = loss.OutputGradient(x, batch.Targets).DivideInPlace(totalWeight);
        hessians[^1] = kind.InOutputs(loss, x, batch.Targets).DivideInPlace(totalWeight);
        for (int l = count - 2; l >= 0; l--)
        {
            Tensor weight = Layers[l + 1].Weight;
            Tensor pulledBack = gradients[l + 1].matmul(weight);
            gradients[l] = slopes[l] * pulledBack;
            // Wᵀ B W as (B W)ᵀ W: both products fold their examples into one matrix product.
            hessians[l] = hessians[l + 1]
                .matmul(weight)
                .transpose(1, 2)
                .matmul(weight)
                .mul_(slopes[l].unsqueeze(1))
                .mul_(slopes[l].unsqueeze(2));
            if (curvatures[l] is { } curvature)
            {
                hessians[l].diagonal(0, 1, 2).AddInPlace(curvature * pulledBack);
            }
        }

        return new FullyConnectedPass(inputs, slopes, gradients, hessians);
    }
}
