using TorchCurvature.Settings;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>A description of a network, which is made for the shape of the data.</summary>
public abstract record ModelSpec : Spec
{
    /// <summary>Whether the network reads images [channels, height, width], and not vectors.</summary>
    public abstract bool ReadsImages { get; }

    /// <summary>Whether the network reads integers that it looks up, and not numbers.</summary>
    public virtual bool ReadsTokens => false;

    /// <summary>
    /// Whether the weights are given, and not drawn: such a network is looked at as it is, and trained only if that is asked for.
    /// </summary>
    public virtual bool HasWeights => false;

    /// <summary>The mode in which its loss is looked at.</summary>
    public virtual ModelMode AnalysedMode => ModelMode.Evaluation;

    /// <summary>P, where it is known before the network is made; null otherwise.</summary>
    /// <param name="exampleShape">The shape of one example.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <remarks>A double, because a network that no memory holds has its number too.</remarks>
    public virtual double? ParameterCount(IReadOnlyList<long> exampleShape, int outputs) => null;

    /// <summary>The network on the CPU: with freshly drawn weights in float64, or with those that are given, in their precision.</summary>
    /// <param name="exampleShape">The shape of one example.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="seed">Seed of weights that are drawn.</param>
    /// <returns>The caller owns it.</returns>
    /// <exception cref="ArgumentException">The network cannot read examples of this shape.</exception>
    public abstract nn.Module<Tensor, Tensor> Create(IReadOnlyList<long> exampleShape, int outputs, long seed);
}
