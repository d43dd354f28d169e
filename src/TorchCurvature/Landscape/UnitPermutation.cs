using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>
/// An order of the hidden units of a fully connected network. Networks that differ in it compute the same function: W_l becomes P_l W_l
/// P_{l−1}ᵀ and b_l becomes P_l b_l.
/// </summary>
public sealed class UnitPermutation
{
    private readonly IReadOnlyList<LayerWeights> _layers;

    internal UnitPermutation(IReadOnlyList<LayerWeights> layers, IReadOnlyList<IReadOnlyList<int>> units) =>
        (_layers, Units) = (layers, units);

    /// <summary>For each hidden layer, first to last: entry i is the unit that moves to place i.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Units { get; }

    /// <summary>The network with its units in the new order.</summary>
    /// <param name="network">w [P]; not changed.</param>
    /// <returns>A vector [P] that the caller owns.</returns>
    /// <exception cref="ArgumentException">The vector has not the length of the networks that were matched.</exception>
    public Tensor Apply(Tensor network)
    {
        ArgumentNullException.ThrowIfNull(network);
        long dimension = _layers.Sum(l => l.Outputs * (l.Inputs + (l.Biases is null ? 0 : 1)));
        if (network.dim() != 1 || network.shape[0] != dimension)
        {
            throw new ArgumentException(
                $"The permutation is for vectors [{dimension}], and this is [{string.Join(", ", network.shape)}].", nameof(network));
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor moved = network.detach().clone();
        for (int l = 0; l < _layers.Count; l++)
        {
            if (l < Units.Count)
            {
                Tensor order = tensor(Units[l].Select(i => (long)i).ToArray(), device: network.device);
                _layers[l].Matrix(moved).copy_(_layers[l].Matrix(moved).index_select(0, order));
                _layers[l].Bias(moved)?.copy_(_layers[l].Bias(moved)!.index_select(0, order));
                _layers[l + 1].Matrix(moved).copy_(_layers[l + 1].Matrix(moved).index_select(1, order));
            }
        }

        return moved.MoveToOuterDisposeScope();
    }
}
