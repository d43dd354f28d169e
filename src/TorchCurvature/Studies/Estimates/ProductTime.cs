using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Estimates;

/// <summary>How long products with a matrix take, and what an eigensolver does between them.</summary>
internal sealed class ProductTime
{
    // Gram–Schmidt, twice, on rows that fit into no cache.
    private const long Rows = 20_000;
    private const int Sweeps = 2;

    private readonly EmpiricalRisk _risk;
    private readonly Calibration _calibration;

    /// <summary>Measures products of one batch, the first, and extends that to all.</summary>
    /// <param name="risk">The risk over batches as they are multiplied.</param>
    /// <param name="matrix">The matrix.</param>
    /// <param name="columns">Columns multiplied at once.</param>
    /// <param name="keptGraphs">Batches whose graphs are kept.</param>
    /// <param name="calibration">How carefully to measure.</param>
    public ProductTime(EmpiricalRisk risk, CurvatureMatrix matrix, int columns, int keptGraphs, Calibration calibration)
    {
        (_risk, _calibration) = (risk, calibration);
        EmpiricalRisk one = risk.With(risk.Loss, [risk.Batches[0]]);
        using Tensor block = ones([risk.Dimension, columns], risk.Layout.DType, risk.Layout.Device);
        int kept = Math.Min(keptGraphs, risk.Batches.Count);
        double ofKept = kept > 0 ? SecondsOf(keptGraphs: 1) : 0;
        double ofOthers = kept < risk.Batches.Count ? SecondsOf(keptGraphs: 0) : 0;
        double perExample = 1.0 / risk.Batches[0].Count / columns;
        double keptExamples = Math.Min(kept * risk.Batches[0].Count, risk.ExampleCount); // all batches but the last are of one size
        Seconds = perExample * ((ofKept * keptExamples) + (ofOthers * (risk.ExampleCount - keptExamples)));

        double SecondsOf(int keptGraphs)
        {
            using SymmetricOperator products = matrix.Operator(one, keptGraphs);
            return calibration.SecondsOf(() => products.Multiply(block).Dispose());
        }
    }

    /// <summary>Seconds of a product with one vector over all examples.</summary>
    public double Seconds { get; }

    /// <summary>Seconds of making one vector orthogonal to so many others.</summary>
    /// <param name="vectors">How many.</param>
    /// <param name="columns">Vectors that have the same others, and read them together.</param>
    public double OrthogonalizationSeconds(int vectors, int columns = 1)
    {
        long rows = Math.Min(Rows, _risk.Dimension);
        using DisposeScope scope = NewDisposeScope();
        Tensor basis = ones([rows, vectors], ScalarType.Float64, _risk.Layout.Device);
        Tensor block = ones([rows, columns], ScalarType.Float64, _risk.Layout.Device);
        double seconds = _calibration.SecondsOf(() =>
        {
            using DisposeScope one = NewDisposeScope();
            _ = block - basis.mm(basis.t().mm(block));
        });
        return Sweeps * seconds / columns * _risk.Dimension / rows;
    }
}
