using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>
/// The order of one network's hidden units in which it lies nearest to another network: the P_l that maximize Σ_l ⟨W_l^A, P_l W_l^B
/// P_{l−1}ᵀ⟩ + ⟨b_l^A, P_l b_l^B⟩, by coordinate ascent. Given the orders of its neighbours, the best order of a layer is a linear
/// assignment, which is solved exactly. Source: Ainsworth, Hayase, Srinivasa 2023, Algorithm 1.
/// </summary>
/// <remarks>
/// Where the source starts from the order as it is and visits layers at random, the first sweep here goes from the inputs up and looks at
/// incoming weights alone, so that a permuted copy of a network is found exactly; later sweeps look at both sides, until none improves.
/// The result is a local maximum.
/// </remarks>
public static class WeightMatching
{
    private const double Rounding = 1e-12;

    /// <summary>Matches two networks of one architecture.</summary>
    /// <param name="model">The architecture: a <see cref="TorchSharp.Modules.Sequential"/> of linear layers with at most one activation
    /// after each; its own parameters are not looked at.</param>
    /// <param name="first">w_A [P], whose units stay.</param>
    /// <param name="second">w_B [P], whose units are to move.</param>
    /// <param name="cancellation">Stops between layers.</param>
    /// <exception cref="NotSupportedException">The model is not such a chain.</exception>
    /// <exception cref="ArgumentException">The vectors are not those of the model, or hold a number that is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static UnitPermutation Match(nn.Module model, Tensor first, Tensor second, CancellationToken cancellation = default)
    {
        PointChecks.RequireAlike([first, second], nameof(second));
        var layout = new ParameterLayout(model);
        if (FeedForwardStructure.TryRead(model, layout) is not { IsFullyConnected: true } structure)
        {
            throw new NotSupportedException("Hidden units can be matched in chains of linear layers and activations only, such as a "
                + "multilayer perceptron; this model has other parts.");
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor a = first.detach().to(ScalarType.Float64, CPU), b = second.detach().to(ScalarType.Float64, CPU);
        if (a.shape[0] != layout.Dimension || !a.isfinite().all().item<bool>() || !b.isfinite().all().item<bool>())
        {
            throw new ArgumentException(
                $"The networks must be vectors of the model's {layout.Dimension} parameters, all of them finite.", nameof(first));
        }

        LayerWeights[] layers = [.. structure.Stages.Select(s => LayerWeights.Of((LinearLayer)s.Layer))];
        Tensor[] orders = [.. layers.SkipLast(1).Select(l => HeldScalars.Range(0, l.Outputs))];
        Sweep(withOutgoing: false);
        while (Sweep(withOutgoing: true))
        {
        }

        return new UnitPermutation(layers, [.. orders.Select(o => (IReadOnlyList<int>)[.. o.data<long>().Select(i => (int)i)])]);

        bool Sweep(bool withOutgoing)
        {
            bool hasImproved = false;
            for (int l = 0; l < orders.Length; l++)
            {
                cancellation.ThrowIfCancellationRequested();
                using DisposeScope layerScope = NewDisposeScope();
                double[] scores = [.. Similarity(l, withOutgoing).contiguous().data<double>()];
                int units = (int)layers[l].Outputs;
                long[] present = [.. orders[l].data<long>()];
                int[] best = LinearAssignment.Maximize(scores, units);
                double gain = best.Select((unit, i) => scores[(i * units) + unit] - scores[(i * units) + present[i]]).Sum();
                if (!withOutgoing || gain > Rounding * scores.Max(Math.Abs))
                {
                    orders[l].copy_(tensor(best.Select(i => (long)i).ToArray()));
                    hasImproved = true;
                }
            }

            return hasImproved;
        }

        // Entry [i, j]: what it is worth to put unit j of the second network in place i.
        Tensor Similarity(int l, bool withOutgoing)
        {
            Tensor incoming = layers[l].Matrix(b);
            Tensor scores = layers[l].Matrix(a).mm((l == 0 ? incoming : incoming.index_select(1, orders[l - 1])).t());
            if (layers[l].Bias(a) is { } bias)
            {
                scores.AddInPlace(outer(bias, layers[l].Bias(b)!));
            }

            if (withOutgoing)
            {
                Tensor outgoing = layers[l + 1].Matrix(b);
                Tensor ordered = l + 1 == orders.Length ? outgoing : outgoing.index_select(0, orders[l + 1]);
                scores.AddInPlace(layers[l + 1].Matrix(a).t().mm(ordered));
            }

            return scores;
        }
    }
}
