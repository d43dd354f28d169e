using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>
/// What a network holds beside its parameters, such as the running statistics of batch normalization. They belong to the network, as its
/// parameters do, so that a look between networks needs those of all of them.
/// </summary>
/// <remarks>
/// At Σ a_i w_i the buffers are Σ a_i b_i, interpolated as the parameters are, and those of a network itself at its own place. An a_i
/// below 0 counts as 0, and the others are scaled to sum to 1: beyond the networks a variance would become negative, so buffers stay
/// those at the border. Whole numbers and truth values are those of the network with the largest a_i. The other usual choice, statistics
/// that are computed anew at each place (Garipov et al. 2018), is what the loss of <see cref="ModelMode.Training"/> sees.
/// </remarks>
public sealed class ModelBuffers : IDisposable
{
    private readonly Tensor[] _values;

    private ModelBuffers(Tensor[] values) => _values = values;

    /// <summary>Copies of a network's buffers as they are now. The caller owns them.</summary>
    /// <param name="model">The network.</param>
    public static ModelBuffers Of(nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using IDisposable noGradient = no_grad();
        return new ModelBuffers([.. model.buffers().Select(buffer => buffer.clone().DetachFromDisposeScope())]);
    }

    /// <summary>The same on another device.</summary>
    internal static ModelBuffers Of(nn.Module model, Device device)
    {
        using IDisposable noGradient = no_grad();
        return new ModelBuffers([.. model.buffers().Select(buffer => buffer.to(device, copy: true).DetachFromDisposeScope())]);
    }

    /// <summary>Whether the real numbers of another network's buffers are others than these.</summary>
    /// <param name="other">Those of a network of the same architecture.</param>
    public bool DifferFrom(ModelBuffers other)
    {
        ArgumentNullException.ThrowIfNull(other);
        using DisposeScope scope = NewDisposeScope();
        return _values.Zip(other._values).Any(pair =>
            pair.First.is_floating_point() && !pair.First.eq(pair.Second.to(pair.First.dtype)).all().item<bool>());
    }

    /// <summary>Releases the copies.</summary>
    public void Dispose()
    {
        foreach (Tensor value in _values)
        {
            value.Dispose();
        }
    }

    /// <summary>Writes a mixture into a network of the same architecture; nothing where there are no buffers to mix.</summary>
    /// <param name="model">The network.</param>
    /// <param name="networks">The buffers of the networks.</param>
    /// <param name="weights">The networks' weights in the mixture.</param>
    internal static void Put(nn.Module model, IReadOnlyList<ModelBuffers>? networks, params IReadOnlyList<double> weights)
    {
        if (networks is null)
        {
            return;
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        double[] shares = [.. weights.Select(weight => Math.Max(0, weight))];
        double total = shares.Sum();
        int nearest = Array.IndexOf(shares, shares.Max());
        foreach ((int place, Tensor buffer) in model.buffers().Index())
        {
            Tensor[] values = [.. networks.Select(network => network._values[place])];
            bool isOfOne = shares[nearest] == total || !buffer.is_floating_point();
            buffer.copy_(isOfOne ? values[nearest] : Mean(values, [.. shares.Select(share => share / total)]));
        }
    }

    /// <summary>Refuses a network whose loss at another place depends on numbers that belong to this one, where nobody has those.</summary>
    /// <param name="model">The network.</param>
    /// <param name="mode">The mode in which it is looked at.</param>
    /// <param name="networks">The buffers of the networks that are looked between.</param>
    /// <param name="count">How many networks those are.</param>
    /// <param name="name">The argument that has the network.</param>
    /// <exception cref="ArgumentException">Buffers are missing, or are those of other networks.</exception>
    internal static void Require(nn.Module model, ModelMode mode, IReadOnlyList<ModelBuffers>? networks, int count, string name)
    {
        if (networks is null && mode == ModelMode.Evaluation
            && model.named_buffers().FirstOrDefault(b => b.buffer.is_floating_point()) is { name: { } buffer })
        {
            throw new ArgumentException(
                $"The model has buffers, such as '{buffer}', as batch normalization has. Their values at one point do not belong to the "
                    + $"others: hand over the {nameof(ModelBuffers)} of all networks, or look at the loss of training mode.",
                name);
        }

        int buffers = model.buffers().Count();
        if (networks is not null && (networks.Count != count || networks.Any(network => network._values.Length != buffers)))
        {
            throw new ArgumentException(
                $"To these points belong the buffers of {count} networks like this model; there are those of {networks.Count}.",
                nameof(networks));
        }
    }

    private static Tensor Mean(Tensor[] values, double[] shares)
    {
        Tensor sum = values[0].to(ScalarType.Float64).Times(shares[0]);
        for (int i = 1; i < values.Length; i++)
        {
            sum.AddScaledInPlace(values[i].to(ScalarType.Float64), shares[i]);
        }

        return sum;
    }
}
