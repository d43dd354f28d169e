using TorchCurvature.Sharing;

namespace TorchCurvature.Curvature.Questions;

/// <summary>Releases the graphs of a <see cref="SharedOperator"/>.</summary>
internal sealed record ReleaseQuestion : Question<string>
{
    /// <summary>What the operator is known by.</summary>
    public required string Operator { get; init; }

    public override string Answer(Share share)
    {
        share.Forget(Operator);
        return Operator;
    }
}
