using static TorchSharp.torch;

namespace TorchCurvature.Losses;

/// <summary>
/// What a loss is a sum over: rows of outputs [M, C] with their targets. For most networks a row is an example; for one that gives
/// outputs at every place of an example, as a language model does for every token, a row is such a place.
/// </summary>
/// <param name="Outputs">[M, C], connected to the graph of the network's outputs.</param>
/// <param name="Targets">[M] class labels, or [M, …] real values.</param>
internal readonly record struct LossTerms(Tensor Outputs, Tensor Targets)
{
    /// <summary>
    /// The rows of a network's outputs. Labels [N, T] or [N, H, W] make rows of places: outputs are [N, T, C] or, as PyTorch's convolutional
    /// networks have them, [N, C, T] and [N, C, H, W]; where both fit, the last dimension is that of the classes. Outputs [N] are
    /// [N, 1], and real targets of any shape are a row for each example.
    /// </summary>
    /// <param name="outputs">The network's outputs, [N, …].</param>
    /// <param name="targets">Targets, [N, …].</param>
    /// <exception cref="ArgumentException">Outputs and labels do not fit each other.</exception>
    public static LossTerms Of(Tensor outputs, Tensor targets)
    {
        bool areLabelsOfPlaces = targets.dtype == ScalarType.Int64 && targets.dim() > 1 && outputs.dim() == targets.dim() + 1;
        if (areLabelsOfPlaces)
        {
            return new LossTerms(WithClassesLast(outputs, targets).reshape(-1, ClassesOf(outputs, targets)), targets.reshape(-1));
        }

        return outputs.dim() switch
        {
            1 => new LossTerms(outputs.unsqueeze(1), targets),
            2 => new LossTerms(outputs, targets),
            _ when targets.shape.SequenceEqual(outputs.shape) => new LossTerms(outputs.flatten(1), targets.flatten(1)),
            _ => throw NoFit(outputs, targets),
        };
    }

    /// <summary>Targets as rows have them, whatever the outputs are: labels of all places in one vector.</summary>
    public static Tensor RowsOf(Tensor targets) => targets.dtype == ScalarType.Int64 ? targets.reshape(-1) : targets;

    /// <summary>Rows [M, C] in the shape of the network's outputs that they belong to.</summary>
    /// <param name="rows">[M, C].</param>
    /// <param name="outputs">The network's outputs.</param>
    /// <param name="targets">Targets of the outputs.</param>
    public static Tensor InShapeOf(Tensor rows, Tensor outputs, Tensor targets)
    {
        bool hasClassesSecond = targets.dtype == ScalarType.Int64 && outputs.dim() > 2 && !HasClassesLast(outputs, targets);
        return hasClassesSecond
            ? rows.reshape([.. targets.shape, outputs.shape[1]]).movedim([-1], [1])
            : rows.reshape(outputs.shape);
    }

    private static Tensor WithClassesLast(Tensor outputs, Tensor targets) =>
        HasClassesLast(outputs, targets) ? outputs : outputs.movedim([1], [-1]);

    private static long ClassesOf(Tensor outputs, Tensor targets) =>
        HasClassesLast(outputs, targets) ? outputs.shape[^1] : outputs.shape[1];

    private static bool HasClassesLast(Tensor outputs, Tensor targets)
    {
        if (outputs.shape.AsSpan()[..^1].SequenceEqual(targets.shape))
        {
            return true;
        }

        long[] withoutSecond = [outputs.shape[0], .. outputs.shape[2..]];
        return withoutSecond.AsSpan().SequenceEqual(targets.shape) ? false : throw NoFit(outputs, targets);
    }

    private static ArgumentException NoFit(Tensor outputs, Tensor targets) => new(
        $"The network's outputs are [{string.Join(", ", outputs.shape)}], and the targets {targets.dtype} "
            + $"[{string.Join(", ", targets.shape)}]. Outputs are [N, C] for targets [N], [N, T, C] for labels [N, T], "
            + "or shaped like real targets.",
        nameof(outputs));
}
