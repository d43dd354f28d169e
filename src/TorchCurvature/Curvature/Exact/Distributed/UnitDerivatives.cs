using TorchCurvature.Curvature.Exact.Layers;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Distributed;

/// <summary>
/// What a pass leaves, by units that are counted through all layers and with the examples last. Made in the caller's scope.
/// </summary>
internal sealed class UnitDerivatives
{
    /// <summary>Puts together what a pass left.</summary>
    /// <param name="layers">The network's layers.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="withSecondDerivatives">Whether the second derivatives of the network take part.</param>
    public UnitDerivatives(IReadOnlyList<LinearLayer> layers, FullyConnectedPass pass, bool withSecondDerivatives)
    {
        long[] firsts = [0, .. layers.Select(l => l.Channels)];
        for (int l = 1; l < firsts.Length; l++)
        {
            firsts[l] += firsts[l - 1];
        }

        long units = firsts[^1], hidden = firsts[^2], examples = pass.Inputs[0].shape[1];
        Inputs = cat(pass.Inputs);
        Gradients = cat(pass.Gradients, 1).t().contiguous();
        Curvature = zeros([units, units, examples], Inputs.dtype, Inputs.device);
        Activations = withSecondDerivatives ? zeros([units, hidden + 1, examples], Inputs.dtype, Inputs.device) : null;
        Tensor[] jacobians = []; // J_{m,l} [n, h_m, h_l] for l < m
        for (int m = 0; m < layers.Count; m++)
        {
            Tensor hessian = pass.PreactivationHessians[m];
            Block(Curvature, m, m).copy_(hessian.permute(1, 2, 0));
            for (int l = 0; l < m; l++)
            {
                Tensor block = hessian.matmul(jacobians[l]);
                Block(Curvature, m, l).copy_(block.permute(1, 2, 0));
                Block(Curvature, l, m).copy_(block.permute(2, 1, 0));
            }

            if (m == layers.Count - 1)
            {
                continue;
            }

            Tensor slopes = pass.Slopes[m];
            Tensor[] ofActivations = [.. jacobians.Select(j => slopes.unsqueeze(2) * j), slopes.diag_embed()];
            for (int l = 0; l <= m && Activations is not null; l++)
            {
                Block(Activations, l, m).copy_(ofActivations[l].permute(2, 1, 0));
            }

            jacobians = [.. ofActivations.Select(layers[m + 1].Weight.matmul)];
        }

        Tensor Block(Tensor whole, int row, int column) =>
            whole.narrow(0, firsts[row], layers[row].Channels).narrow(1, firsts[column], layers[column].Channels);
    }

    /// <summary>What the layers read, one after the other, with ones for their biases [Σ inputs, n].</summary>
    public Tensor Inputs { get; }

    /// <summary>δ [units, n].</summary>
    public Tensor Gradients { get; }

    /// <summary>B_m J_{m,l} and its mirror image: how the derivatives in two pre-activations are coupled [units, units, n].</summary>
    public Tensor Curvature { get; }

    /// <summary>
    /// The derivative of hidden unit v's activation in u's pre-activation, at [u, v, n]; the last v is a zero. Null without second
    /// derivatives.
    /// </summary>
    public Tensor? Activations { get; }

    /// <summary>Numbers that it holds for each example.</summary>
    public static long LengthOf(IReadOnlyList<LinearLayer> layers)
    {
        long units = layers.Sum(l => l.Channels);
        return 2 * ((units * units) + units + layers.Sum(l => l.Inputs));
    }
}
