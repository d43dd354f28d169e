using TorchCurvature.Sharing;

namespace TorchCurvature.Curvature.Questions;

/// <summary>A question to an empirical risk, which each process has of its own examples.</summary>
/// <typeparam name="T">The answer.</typeparam>
internal abstract record RiskQuestion<T> : Question<T>
    where T : notnull
{
    /// <summary>λ of the risk.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The parameter tensor that the risk is a function of; null for all.</summary>
    public string? Block { get; init; }

    /// <summary>Asks this process's risk, whose sums are those of all processes.</summary>
    protected abstract T AskOwn(EmpiricalRisk risk, Share share);

    /// <inheritdoc/>
    public sealed override T Answer(Share share)
    {
        EmpiricalRisk whole = share.Kept(FormattableString.Invariant($"risk {WeightDecay:R}"), () => new EmpiricalRisk(share, WeightDecay));
        return AskOwn(Block is null ? whole : whole.Of(whole.Layout.Blocks.Single(b => b.Name == Block)), share);
    }
}
