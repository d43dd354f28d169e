using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace TorchCurvature.Precision;

/// <summary>One of the two precisions that curvature is computed in: its word on command lines, its libtorch type, its rounding.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "They are the names of libtorch's types, and the words of the command.")]
public sealed class WorkingPrecision
{
    private WorkingPrecision(string word, ScalarType scalarType, double unitRoundoff) =>
        (Word, ScalarType, UnitRoundoff) = (word, scalarType, unitRoundoff);

    /// <summary>IEEE 754 single precision.</summary>
    public static WorkingPrecision Float32 { get; } = new("float32", ScalarType.Float32, Math.ScaleB(1, -23));

    /// <summary>IEEE 754 double precision.</summary>
    public static WorkingPrecision Float64 { get; } = new("float64", ScalarType.Float64, Math.ScaleB(1, -52));

    /// <summary>Both, the coarser one first.</summary>
    public static IReadOnlyList<WorkingPrecision> All { get; } = [Float32, Float64];

    /// <summary>What command lines and manifests call it.</summary>
    public string Word { get; }

    /// <summary>The type of a tensor's numbers.</summary>
    public ScalarType ScalarType { get; }

    /// <summary>ε, the distance from 1 to the next number: 2⁻⁵² for float64, 2⁻²³ for float32.</summary>
    public double UnitRoundoff { get; }

    /// <summary>The precision of a tensor's type.</summary>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is another type.</exception>
    public static WorkingPrecision Of(ScalarType dtype) => All.FirstOrDefault(p => p.ScalarType == dtype)
        ?? throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "Curvature is computed in float32 or float64.");

    /// <summary>The precision of a word.</summary>
    /// <param name="word">"float32" or "float64".</param>
    /// <exception cref="ArgumentException">It is another word; the message lists them.</exception>
    public static WorkingPrecision Parse(string word) => All.FirstOrDefault(p => p.Word == word)
        ?? throw new ArgumentException($"There is no precision '{word}'; there are {string.Join(", ", All)}.", nameof(word));

    /// <summary>The word.</summary>
    public override string ToString() => Word;
}
