using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>
/// The terms of a batch that count, with what makes vectors of them: S_nᵀJ_n for their outputs. Ignored targets have none.
/// </summary>
/// <param name="Outputs">What is differentiated, [m, K], connected to the graph where there is one.</param>
/// <param name="Root">S_n, [m, K, r].</param>
internal readonly record struct OutputRows(Tensor Outputs, Tensor Root)
{
    /// <summary>Those of a batch. Made in the caller's scope and mode.</summary>
    public static OutputRows Of(EmpiricalRisk risk, OutputCurvatureMatrix kind, Batch batch) =>
        TryFind(risk, kind, batch) ?? throw new InvalidOperationException($"The {kind.Title} has no factor in the outputs.");

    /// <summary>The same; null for a matrix that has no such factor.</summary>
    public static OutputRows? TryFind(EmpiricalRisk risk, OutputCurvatureMatrix kind, Batch batch)
    {
        LossTerms terms = risk.TermsOf(batch);
        (Tensor outputs, Tensor? root) = kind.ForRows(risk.Loss, terms.Outputs, terms.Targets);
        return root is null ? null : Counted(risk.Loss, terms.Targets, outputs, root.detach());
    }

    /// <summary>Those of outputs that were computed by the layers alone.</summary>
    public static OutputRows Of(EmpiricalRisk risk, OutputCurvatureMatrix kind, Tensor outputs, Tensor targets)
    {
        LossTerms terms = LossTerms.Of(risk.Loss, outputs, targets);
        Tensor root = kind.RootInOutputs(risk.Loss, terms.Outputs, terms.Targets)!;
        return new OutputRows(terms.Outputs, root);
    }

    /// <summary>Which examples of a batch count, where each is one term; null for all of them.</summary>
    public static Tensor? Kept(Loss loss, Tensor targets) => loss.IgnoredTargets(targets)?.logical_not().nonzero().flatten();

    private static OutputRows Counted(Loss loss, Tensor targets, Tensor outputs, Tensor root) => Kept(loss, targets) is { } kept
        ? new OutputRows(outputs.index_select(0, kept), root.index_select(0, kept))
        : new OutputRows(outputs, root);
}
