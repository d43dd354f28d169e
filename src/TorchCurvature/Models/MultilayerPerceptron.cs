using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>Fully connected networks f(w; x) = W_L φ(… φ(W₁ x + b₁) …) + b_L.</summary>
public static class MultilayerPerceptron
{
    /// <summary>A fully connected network with randomly drawn weights.</summary>
    /// <param name="inputs">Numbers in one example; inputs of more dimensions are flattened.</param>
    /// <param name="hidden">Width of every hidden layer, first to last; none gives a linear model.</param>
    /// <param name="outputs">Number of outputs (logits).</param>
    /// <param name="activation">The nonlinearity after every hidden layer.</param>
    /// <param name="seed">Seed of the weights, each uniform in ±1/√(inputs of its unit).</param>
    /// <param name="dtype">Precision of the parameters; a seed draws the same network in each.</param>
    /// <returns>A plain <see cref="Sequential"/>, in module order weight then bias, layer by layer. The caller owns it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A width is not positive.</exception>
    public static Sequential Create(
        long inputs, IReadOnlyList<int> hidden, long outputs, Activation activation, long seed, ScalarType dtype = ScalarType.Float64) =>
        Create(inputs, hidden, outputs, activation, seed, dtype, isNormalized: false);

    /// <summary>The same with batch normalization (Ioffe and Szegedy 2015) between every hidden layer and its activation.</summary>
    /// <param name="inputs">Numbers in one example; inputs of more dimensions are flattened.</param>
    /// <param name="hidden">Width of every hidden layer, first to last.</param>
    /// <param name="outputs">Number of outputs (logits).</param>
    /// <param name="activation">The nonlinearity after every normalization.</param>
    /// <param name="seed">Seed of the weights; scales begin as ones, and shifts as zeros.</param>
    /// <param name="dtype">Precision of the parameters; a seed draws the same network in each.</param>
    /// <returns>A plain <see cref="Sequential"/>, whose mode says which statistics normalize: those of the batch in training mode, the
    /// stored ones in evaluation mode. The caller owns it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A width is not positive.</exception>
    public static Sequential CreateNormalized(
        long inputs, IReadOnlyList<int> hidden, long outputs, Activation activation, long seed, ScalarType dtype = ScalarType.Float64) =>
        Create(inputs, hidden, outputs, activation, seed, dtype, isNormalized: true);

    /// <summary>P, the number of weights and biases of such a network: (inputs + 1)·outputs, summed over its layers.</summary>
    /// <param name="inputs">Numbers in one example.</param>
    /// <param name="hidden">Width of every hidden layer, first to last.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A width is not positive.</exception>
    public static long ParameterCount(long inputs, IReadOnlyList<int> hidden, long outputs)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);

        foreach (int next in hidden)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(next, nameof(hidden));
        }

        return (long)CountOf(inputs, hidden, outputs);
    }

    /// <summary>The same as a double, which a network that no memory holds has too.</summary>
    internal static double CountOf(double inputs, IReadOnlyList<int> hidden, double outputs)
    {
        double[] widths = [inputs, .. hidden, outputs];
        return widths.Zip(widths.Skip(1), (from, to) => (from + 1) * to).Sum();
    }

    private static Sequential Create(
        long inputs, IReadOnlyList<int> hidden, long outputs, Activation activation, long seed, ScalarType dtype, bool isNormalized)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);

        using var layers = new LayerBuilder(activation, seed);
        layers.Flatten();
        long width = inputs;
        foreach (int next in hidden)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(next, nameof(hidden));
            layers.Linear(width, next);
            if (isNormalized)
            {
                layers.BatchNormalization(next);
            }

            layers.Activation();
            width = next;
        }

        layers.Linear(width, outputs);
        return layers.Build(dtype);
    }
}
