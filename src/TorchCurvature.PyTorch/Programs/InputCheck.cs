using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>Whether data have the sizes that a program is for.</summary>
internal sealed class InputCheck(ProgramGraph graph)
{
    // A program with a size that may vary is exported for two or more, and one is no harm to it.
    private const long OrdinaryLeast = 2;

    private readonly ProgramInput[] _inputs = [.. graph.Inputs.Where(i => i.Kind == InputKind.Data)];

    /// <summary>The only number of examples that the program is for.</summary>
    public long? FixedBatchSize =>
        _inputs.Length > 0 && graph.Declared(_inputs[0].Argument) is { Sizes: [var first, ..] } ? first.Fixed : null;

    /// <exception cref="ArgumentException">They have not.</exception>
    public void Check(IReadOnlyList<Tensor> inputs)
    {
        if (inputs.Count != _inputs.Length)
        {
            throw new ArgumentException(
                $"The exported program reads {_inputs.Length} tensors ({string.Join(", ", _inputs.Select(i => i.Target))}), "
                    + $"and the data have {inputs.Count}.",
                nameof(inputs));
        }

        for (int i = 0; i < _inputs.Length; i++)
        {
            if (graph.Declared(_inputs[i].Argument) is { } declared)
            {
                Check(_inputs[i].Target, declared.Sizes, inputs[i].shape);
            }
        }
    }

    private static void Check(string name, IReadOnlyList<DeclaredSize> sizes, long[] shape)
    {
        string found = $"[{string.Join(", ", shape)}]";
        if (sizes.Count != shape.Length)
        {
            throw new ArgumentException(
                $"The exported program's input '{name}' has {sizes.Count} dimensions, and the data's batch is {found}.", nameof(shape));
        }

        for (int d = 0; d < shape.Length; d++)
        {
            if (sizes[d].Fixed is { } only && only != shape[d])
            {
                throw new ArgumentException(
                    d == 0
                        ? $"The program was exported for batches of exactly {only} examples, and this one has {shape[0]}: export it with "
                            + $"dynamic_shapes={{\"{name}\": {{0: torch.export.Dim(\"batch\")}}}}, or take batches of {only}."
                        : $"The program was exported for an input '{name}' of size {only} in dimension {d}, "
                            + $"and the data's batch is {found}.",
                    nameof(shape));
            }

            if (shape[d] > sizes[d].Most || (sizes[d].Least > OrdinaryLeast && shape[d] < sizes[d].Least))
            {
                throw new ArgumentException(
                    $"The program was exported for sizes of {sizes[d].Least} to {sizes[d].Most} in dimension {d} of '{name}', "
                        + $"and the data's batch is {found}.",
                    nameof(shape));
            }
        }
    }
}
