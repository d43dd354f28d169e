using TorchCurvature.Data;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>
/// A network that may read several tensors, which a <see cref="Batch"/> has in <see cref="Batch.AllInputs"/>. Everything of this library
/// takes it in the place of a module of one input.
/// </summary>
/// <param name="name">The module's name.</param>
public abstract class MultiInputModule(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Whether it may compute attention by libtorch's own operator; false where its program is known, and has none.</summary>
    internal virtual bool MayHaveAttention => true;

    /// <summary>The outputs for one input.</summary>
    /// <param name="input">[n, …].</param>
    public sealed override Tensor forward(Tensor input) => forward([input]);

    /// <summary>The outputs.</summary>
    /// <param name="inputs">Each [n, …], in the order of the network's arguments.</param>
    /// <returns>[n, …]; the caller's.</returns>
    public abstract Tensor forward(IReadOnlyList<Tensor> inputs);
}
