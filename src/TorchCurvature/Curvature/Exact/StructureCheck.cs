using TorchCurvature.Curvature.Exact.Layers;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact;

/// <summary>
/// Whether a matrix that was computed from a module's structure belongs to the function that the module and the loss compute: the
/// structure's outputs against the module's, and a product with a random vector against that of automatic differentiation, which sees hooks
/// and losses that read the parameters.
/// </summary>
internal static class StructureCheck
{
    // Of the norm of what is compared, in ε. A choice: the networks of the tests stay below it in both precisions, or their closed form
    // would be refused.
    internal const double Rounding = 2000;

    // Both ways have the error that the matrix inherited, each in its own direction.
    internal const double InheritedErrors = 4;
    private const ulong Seed = 19940101;

    /// <summary>
    /// A sentence that says what differs and by how much, or null where nothing does. Cost: one product and a forward pass.
    /// </summary>
    public static string? FindDifference(
        Tensor matrix, double inheritedError, FeedForwardStructure structure, OutputCurvatureMatrix kind, EmpiricalRisk risk,
        FirstLayerRotation? rotation, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        double epsilon = WorkingPrecision.Of(matrix.dtype).UnitRoundoff;
        // Every process compares a batch of its own, and all have to come to the same decision.
        double outputs = risk.Sum.Reduction.Sum(DifferenceOfOutputs(structure, risk));
        double norm = matrix.FrobeniusNorm();
        double product = DifferenceOfProducts(matrix, kind, risk, rotation, cancellation);
        bool areSameOutputs = outputs <= Rounding * epsilon;
        bool areSameProducts = product * norm <= (Rounding * epsilon * norm) + (InheritedErrors * inheritedError);
        return areSameOutputs && areSameProducts ? null : Sentence(areSameOutputs, outputs, product);
    }

    /// <summary>What was found of a structure that is not the whole function.</summary>
    internal static string Sentence(bool areSameOutputs, double outputs, double product)
    {
        string found = areSameOutputs
            ? $"a product with a random vector is off by {product:0.0e+0}"
            : $"the outputs are off by {outputs:0.0e+0}";
        return $"The layers alone do not make up this function: {found} of its norm. "
            + "A hook on a layer, or a loss that reads the parameters, does that.";
    }

    internal static double DifferenceOfOutputs(FeedForwardStructure structure, EmpiricalRisk risk)
    {
        using DisposeScope scope = NewDisposeScope();
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable noGradient = no_grad();
        using IDisposable kernels = risk.EnterRightKernels();
        Batch batch = risk.Batches[0];
        Tensor expected = risk.Model.OutputsOf(batch);
        Tensor found = structure.Forward(batch.Inputs);
        return found.shape.SequenceEqual(expected.shape) ? Relative(found - expected, expected) : double.PositiveInfinity;
    }

    private static double DifferenceOfProducts(
        Tensor matrix, OutputCurvatureMatrix kind, EmpiricalRisk risk, FirstLayerRotation? rotation, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(Seed, matrix.device);
        using SymmetricOperator products = kind.Operator(risk.WithoutWeightDecay);
        Tensor direction = randn([risk.Dimension, 1], matrix.dtype, matrix.device, generator: generator);
        Tensor expected = products.Multiply(direction, cancellation);
        using IDisposable noGradient = no_grad();
        Tensor found = rotation is null ? matrix.mm(direction) : rotation.Expand(matrix.mm(rotation.Reduce(direction)));
        // An element of the product is a sum of random signs, as large as a row of the matrix: the norm of all of them is that of the
        // matrix.
        return Relative(found - expected, matrix);
    }

    private static double Relative(Tensor difference, Tensor whole)
    {
        double error = difference.to(ScalarType.Float64).norm().item<double>();
        double norm = whole.norm().to(ScalarType.Float64).item<double>();
        return error == 0 ? 0 : error / norm;
    }
}
