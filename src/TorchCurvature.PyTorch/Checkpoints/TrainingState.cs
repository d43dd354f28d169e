using TorchCurvature.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Checkpoints;

/// <summary>What a checkpoint's optimizer says of the training.</summary>
internal static class TrainingState
{
    /// <summary>
    /// The snapshot, or null where the checkpoint says nothing. A number that groups of parameters do not share is left out.
    /// </summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="model">The network, whose order of parameters counts.</param>
    /// <returns>The caller owns it.</returns>
    /// <exception cref="Archives.PyTorchFileException">The optimizer is one of another network.</exception>
    public static TrainingSnapshot? Of(StateDict checkpoint, nn.Module model)
    {
        if (checkpoint.Optimizer is not { } optimizer)
        {
            return checkpoint.Step is { } step ? new TrainingSnapshot { Step = step } : null;
        }

        IReadOnlyDictionary<string, OptimizerEntry> byName = optimizer.For(model);
        var layout = new ParameterLayout(model);
        OptimizerEntry?[] entries = [.. layout.Blocks.Select(block => EntryOf(block, byName))];
        OptimizerGroup[] groups = [.. entries.OfType<OptimizerEntry>().Select(entry => entry.Group).Distinct()];
        return new TrainingSnapshot
        {
            Step = (long?)entries.Max(entry => entry?.Step) ?? checkpoint.Step,
            LearningRate = Shared(groups, group => group.LearningRate),
            Momentum = Shared(groups, group => group.Momentum),
            IsNesterov = groups.Length > 0 && Array.TrueForAll(groups, group => group.IsNesterov == true),
            Beta1 = Shared(groups, group => group.Beta1),
            Beta2 = Shared(groups, group => group.Beta2),
            Epsilon = Shared(groups, group => group.Epsilon),
            SecondMoments = SecondMoments(entries, layout),
        };
    }

    private static OptimizerEntry? EntryOf(ParameterBlock block, IReadOnlyDictionary<string, OptimizerEntry> byName) =>
        ((IEnumerable<string>)[block.Name, .. block.TiedNames])
            .Select(name => byName.GetValueOrDefault(name))
            .FirstOrDefault(entry => entry is not null);

    private static double? Shared(OptimizerGroup[] groups, Func<OptimizerGroup, double?> number)
    {
        double?[] different = [.. groups.Select(number).Distinct()];
        return different is [var one] ? one : null;
    }

    // A parameter that never had a gradient has no state: its moments are as they began. AMSGrad divides by the largest ones.
    private static Tensor? SecondMoments(OptimizerEntry?[] entries, ParameterLayout layout)
    {
        Tensor?[] moments = [.. entries.Select(e => e?.Group.IsAmsGrad == true ? e.LargestSecondMoment : e?.SecondMoment)];
        if (Array.TrueForAll(moments, m => m is null))
        {
            return null;
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor[] parts =
        [
            .. moments.Zip(layout.Blocks, (m, block) =>
                m?.detach().to(ScalarType.Float64).cpu().reshape(-1) ?? zeros(block.Length, ScalarType.Float64)),
        ];

        // TorchSharp's cat gives back a single tensor itself, and no copy.
        return (parts.Length == 1 ? parts[0].clone() : cat(parts)).MoveToOuterDisposeScope();
    }
}
