using static TorchSharp.torch;

namespace TorchCurvature.Landscape;

/// <summary>What a model holds beside its parameters.</summary>
internal static class ModelBuffers
{
    /// <summary>Refuses a model whose function at another point depends on numbers that belong to this one.</summary>
    /// <exception cref="ArgumentException">The model has buffers of floating point.</exception>
    internal static void Refuse(nn.Module model, string name)
    {
        if (model.named_buffers().FirstOrDefault(b => b.buffer.is_floating_point()) is { name: { } buffer })
        {
            throw new ArgumentException(
                $"The model has buffers, such as '{buffer}', as batch normalization has. Their values at one point do not "
                    + "belong to the others; "
                    + "fold them into the layers, or use a network without them.",
                name);
        }
    }
}
