using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using static TorchSharp.torch;

namespace TorchCurvature.Sharing;

/// <summary>
/// A sum over batches that rank 0 asks all processes for: which network, and whose examples. Refers to all and owns nothing.
/// </summary>
/// <param name="leader">Who asks.</param>
internal sealed class SharedSum(Leader leader)
{
    private SharedCounts? _counts;

    /// <summary>From what the others make the network.</summary>
    public required NetworkRecipe Recipe { get; init; }

    public required nn.Module<Tensor, Tensor> Model { get; init; }

    public required Loss Loss { get; init; }

    /// <summary>All examples.</summary>
    public required IReadOnlyList<Batch> Batches { get; init; }

    /// <summary>The mode in which the network is looked at.</summary>
    public required ModelMode Mode { get; init; }

    /// <summary>Whether nothing is to be kept of it for another question.</summary>
    public bool IsAskedOnce { get; init; }

    /// <summary>What all examples count together.</summary>
    public SharedCounts Counts => _counts ??= Count();

    /// <summary>Asks all processes, and gives what they have found together.</summary>
    public T Ask<T>(Question<T> question)
        where T : notnull =>
        leader.Ask(this, question);

    /// <summary>Asks for what can be released, if the others still have it and can be asked.</summary>
    public void Release<T>(Question<T> question)
        where T : notnull =>
        leader.Release(this, question);

    /// <summary>How many pieces each process may keep something of, where a machine has room for so many batches.</summary>
    public int KeptInEach(int batches) => batches >= Batches.Count ? batches : batches / leader.ProcessesHere;

    /// <summary>The same sum over other batches.</summary>
    public SharedSum Over(IReadOnlyList<Batch> batches) =>
        new(leader) { Recipe = Recipe, Model = Model, Loss = Loss, Batches = batches, Mode = Mode };

    private SharedCounts Count()
    {
        var sum = new BatchSum(Batches);
        return new SharedCounts(
            sum.ExampleCount,
            sum.Total(batch => LossTerms.WeightOf(Loss, batch.Targets)),
            (long)sum.Total(batch => LossTerms.CountOf(Loss, batch.Targets)));
    }
}
