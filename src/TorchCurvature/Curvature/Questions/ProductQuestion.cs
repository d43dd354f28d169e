using System.Text.Json.Serialization;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Operators;
using TorchCurvature.Sharing;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Questions;

/// <summary>A product of <see cref="SharedOperator"/>.</summary>
internal sealed record ProductQuestion : RiskQuestion<Tensor>
{
    /// <summary>The word of the matrix.</summary>
    public required string Matrix { get; init; }

    /// <summary>What the operator is known by; its graphs stay from one product to the next.</summary>
    public required string Operator { get; init; }

    public required int KeptGraphs { get; init; }

    /// <summary>k, the number of vectors.</summary>
    public required long Columns { get; init; }

    /// <summary>X [P, k], contiguous; null where rank 0 sends it.</summary>
    [JsonIgnore]
    public Tensor? Vectors { get; init; }

    protected override Tensor AskOwn(EmpiricalRisk risk, Share share)
    {
        using Tensor? room = Vectors is null ? empty([risk.Dimension, Columns], risk.Layout.DType) : null;
        Tensor vectors = Vectors ?? room!;
        share.Broadcast(vectors);
        SymmetricOperator own = share.Kept(Operator, () => CurvatureMatrices.Find(Matrix).Operator(risk, KeptGraphs));
        return own.Multiply(vectors);
    }
}
