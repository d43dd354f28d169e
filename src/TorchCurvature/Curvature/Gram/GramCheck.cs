using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Gram;

/// <summary>
/// Whether a Gram matrix that was computed from a module's structure belongs to the function that module and loss compute: uᵀKu for random
/// signs u, whose mean is the trace, against ‖Bᵀu‖², which one gradient of the module itself gives.
/// </summary>
internal static class GramCheck
{
    private const ulong Seed = 19940101;

    /// <summary>A sentence that says what differs and by how much, or null where nothing does.</summary>
    public static string? FindDifference(
        GramMatrix gram, FeedForwardStructure structure, EmpiricalRisk risk, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(Seed, gram.Matrix.device);
        double rounding = StructureCheck.Rounding * WorkingPrecision.Of(gram.RowPrecision).UnitRoundoff;
        double outputs = StructureCheck.DifferenceOfOutputs(structure, risk);
        Tensor signs = randint(0, 2, [gram.Size, 1], ScalarType.Float64, gram.Matrix.device, generator: generator).Times(2L).Minus(1L);
        double expected = gram.TransposedRowsTimes(signs, cancellation).Squared().sum().item<double>();
        double found = (signs * gram.Matrix.mm(signs)).sum().item<double>(), difference = Math.Abs(found - expected);
        double inherited = StructureCheck.InheritedErrors * gram.InheritedError * gram.Size;
        bool areSameOutputs = outputs <= rounding;
        bool areSameProducts = difference <= (rounding * gram.Trace) + inherited;
        return areSameOutputs && areSameProducts
            ? null
            : StructureCheck.Sentence(areSameOutputs, outputs, difference / gram.Trace);
    }
}
