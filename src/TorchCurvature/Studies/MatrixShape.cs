using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;

namespace TorchCurvature.Studies;

/// <summary>What decides the memory of a whole matrix.</summary>
/// <param name="Dimension">P, or what a rotation leaves of it.</param>
internal sealed record MatrixShape(long Dimension)
{
    /// <summary>
    /// Rows that are not zero, which the eigensolver sees alone; null where that is not known, and they may have to be copied.
    /// </summary>
    public long? NonzeroRows { get; init; }

    /// <summary>Rows of the largest block of one layer; null where that is not known.</summary>
    public long? LargestBlock { get; init; }

    /// <summary>What the computation takes beside the matrix; 0 where the data are not known yet.</summary>
    public double WorkingBytes { get; init; }

    /// <summary>That of a risk.</summary>
    public static MatrixShape Of(EmpiricalRisk risk, SpectrumSpec spec, long dimension) => new(dimension)
    {
        WorkingBytes = WorkingMemory.Of(risk),
        LargestBlock = spec.Layers is { } names ? LayerStudy.Select(risk.Model, names).Max(layer => layer.Length) : null,
    };
}
