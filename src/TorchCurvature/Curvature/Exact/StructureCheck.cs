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
        Tensor direction = Direction(risk), product;
        using (no_grad())
        {
            product = rotation is null ? matrix.mm(direction) : rotation.Expand(matrix.mm(rotation.Reduce(direction)));
        }

        return FindDifference(direction, product, matrix.FrobeniusNorm(), inheritedError, structure, kind, risk, cancellation);
    }

    /// <summary>The same for a matrix of which only its norm and one product are known.</summary>
    public static string? FindDifference(
        Tensor direction, Tensor product, double norm, double inheritedError, FeedForwardStructure structure, OutputCurvatureMatrix kind,
        EmpiricalRisk risk, CancellationToken cancellation)
    {
        double epsilon = WorkingPrecision.Of(product.dtype).UnitRoundoff;
        // Every process compares a batch of its own, and all have to come to the same decision.
        double outputs = risk.Sum.Reduction.Sum(DifferenceOfOutputs(structure, risk));
        double error = ErrorOf(product, direction, kind, risk, cancellation);
        bool areSameOutputs = outputs <= Rounding * epsilon;
        bool areSameProducts = error <= (Rounding * epsilon * norm) + (InheritedErrors * inheritedError);
        return areSameOutputs && areSameProducts ? null : Sentence(areSameOutputs, outputs, error / norm);
    }

    /// <summary>A random direction [P, 1] to multiply with, always the same; the caller's.</summary>
    public static Tensor Direction(EmpiricalRisk risk)
    {
        using var generator = new Generator(Seed, risk.Layout.Device);
        return randn([risk.Dimension, 1], risk.Layout.DType, risk.Layout.Device, generator: generator);
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

    // An element of the product is a sum of random signs, as large as a row of the matrix: the norm of all of them is that of the matrix.
    private static double ErrorOf(
        Tensor product, Tensor direction, OutputCurvatureMatrix kind, EmpiricalRisk risk, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using SymmetricOperator products = kind.Operator(risk.WithoutWeightDecay);
        Tensor expected = products.Multiply(direction, cancellation);
        using IDisposable noGradient = no_grad();
        return (product - expected).to(ScalarType.Float64).norm().item<double>();
    }

    private static double Relative(Tensor difference, Tensor whole)
    {
        double error = difference.to(ScalarType.Float64).norm().item<double>();
        double norm = whole.norm().to(ScalarType.Float64).item<double>();
        return error == 0 ? 0 : error / norm;
    }
}
