using TorchSharp;
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
    /// The rows of a network's outputs. Labels [N, T] or [N, H, W] make rows of places: outputs are [N, T, C] or, as PyTorch's
    /// convolutional networks have them, [N, C, T] and [N, C, H, W]; where both fit, the last dimension is that of the classes. Outputs
    /// [N] are [N, 1], and targets that are values, in any shape, are a row for each example.
    /// </summary>
    /// <param name="loss">The loss, which says what whole numbers are.</param>
    /// <param name="outputs">The network's outputs, [N, …].</param>
    /// <param name="targets">Targets, [N, …].</param>
    /// <exception cref="ArgumentException">Outputs and targets do not fit each other, or the outputs are whole numbers.</exception>
    public static LossTerms Of(Loss loss, Tensor outputs, Tensor targets)
    {
        if (outputs.dim() == 0 || outputs.shape[0] != targets.shape[0])
        {
            throw NoFit(outputs, targets);
        }

        if (!outputs.is_floating_point())
        {
            throw new ArgumentException(
                $"The network's outputs are {outputs.dtype}, which have no derivative: return what comes before, such as logits before "
                    + "argmax.",
                nameof(outputs));
        }

        if (AreLabelsOfPlaces(loss, targets))
        {
            Tensor classesLast = HasClassesLast(outputs, targets) ? outputs : outputs.movedim([1], [-1]);
            return new LossTerms(classesLast.reshape(-1, classesLast.shape[^1]), targets.reshape(-1));
        }

        return outputs.dim() switch
        {
            1 => new LossTerms(outputs.unsqueeze(1), targets),
            2 => new LossTerms(outputs, targets),
            _ when AreBesideEachOther(outputs, targets) => new LossTerms(outputs.flatten(1), targets.flatten(1)),
            _ => throw NoFit(outputs, targets),
        };
    }

    /// <summary>The weight of a batch's targets, whatever the outputs are; see <see cref="Loss.TotalWeight"/>.</summary>
    public static double WeightOf(Loss loss, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        return loss.TotalWeight(RowsOf(loss, targets));
    }

    /// <summary>How many of a batch's rows are not ignored, whatever the outputs are.</summary>
    public static long CountOf(Loss loss, Tensor targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = RowsOf(loss, targets);
        long ignored = loss.IgnoredTargets(rows) is { } mask ? mask.sum().item<long>() : 0;
        return rows.shape[0] - ignored;
    }

    /// <summary>Gives back a total weight that a sum of losses can be divided by.</summary>
    /// <exception cref="ArgumentException">It is 0.</exception>
    public static double RequireWeight(double total, long examples) => total > 0
        ? total
        : throw new ArgumentException(
            $"None of the targets of these {examples} examples counts: each is ignored, or of a class of weight 0, and a mean over nothing "
                + "is not defined. Take data, or larger batches, with targets that count.");

    /// <summary>Rows [M, C] in the shape of the network's outputs that they belong to.</summary>
    /// <param name="rows">[M, C].</param>
    /// <param name="loss">The loss.</param>
    /// <param name="outputs">The network's outputs.</param>
    /// <param name="targets">Targets of the outputs.</param>
    public static Tensor InShapeOf(Tensor rows, Loss loss, Tensor outputs, Tensor targets)
    {
        bool hasClassesSecond = AreLabelsOfPlaces(loss, targets) && !HasClassesLast(outputs, targets);
        return hasClassesSecond
            ? rows.reshape([.. targets.shape, outputs.shape[1]]).movedim([-1], [1])
            : rows.reshape(outputs.shape);
    }

    private static bool AreLabelsOfPlaces(Loss loss, Tensor targets) =>
        loss.ReadsClassLabels && targets.dtype == ScalarType.Int64 && targets.dim() > 1;

    private static Tensor RowsOf(Loss loss, Tensor targets) =>
        AreLabelsOfPlaces(loss, targets) ? targets.reshape(-1) : targets;

    // [N, T] beside [N, T, 1], and [N, H, W] beside [N, 1, H, W], are values beside each output too.
    private static bool AreBesideEachOther(Tensor outputs, Tensor targets) =>
        outputs.shape[0] == targets.shape[0] && outputs.shape.Where(side => side > 1).SequenceEqual(targets.shape.Where(side => side > 1));

    private static bool HasClassesLast(Tensor outputs, Tensor targets)
    {
        if (outputs.dim() < 2)
        {
            throw NoFit(outputs, targets);
        }

        if (outputs.shape.AsSpan()[..^1].SequenceEqual(targets.shape))
        {
            return true;
        }

        long[] withoutSecond = [outputs.shape[0], .. outputs.shape[2..]];
        return withoutSecond.AsSpan().SequenceEqual(targets.shape) ? false : throw NoFit(outputs, targets);
    }

    private static ArgumentException NoFit(Tensor outputs, Tensor targets) => new(
        $"The network's outputs are [{string.Join(", ", outputs.shape)}], and the targets {targets.dtype} "
            + $"[{string.Join(", ", targets.shape)}]. Outputs are [N, C] for labels [N], [N, T, C] or [N, C, T] for labels [N, T], and "
            + "shaped like the targets where these are values; whole numbers that are values, convert to floating point.",
        nameof(outputs));
}
