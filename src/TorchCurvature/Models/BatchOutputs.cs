using TorchCurvature.Data;
using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Models;

/// <summary>A network's outputs for a batch, whatever number of inputs it reads.</summary>
internal static class BatchOutputs
{
    /// <summary>f(x_1) … f(x_n), in the caller's scope and mode.</summary>
    /// <exception cref="ArgumentException">The batch has several inputs, and the network is none that reads them.</exception>
    public static Tensor OutputsOf(this nn.Module<Tensor, Tensor> model, Batch batch)
    {
        using ScriptOptimizer.Scope asWritten = ScriptOptimizer.Off();
        if (model is MultiInputModule several)
        {
            return several.forward(batch.AllInputs);
        }

        return batch.AllInputs.Count == 1
            ? model.forward(batch.Inputs)
            : throw new ArgumentException(
                $"The examples have {batch.AllInputs.Count} inputs, and this network reads one. "
                    + $"Derive it from {nameof(MultiInputModule)}.",
                nameof(batch));
    }
}
