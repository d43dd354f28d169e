using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Gram;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Estimates;

/// <summary>How long whole matrices take, and their eigenvalues.</summary>
/// <param name="risk">The risk, over batches as it is looked at.</param>
/// <param name="rotation">The coordinates that they are in; null for the parameters.</param>
/// <param name="calibration">How carefully to measure.</param>
internal sealed class MatrixTime(EmpiricalRisk risk, FirstLayerRotation? rotation, Calibration calibration)
{
    private const long FewExamples = 32;
    private const long MoreExamples = 128;
    private const long RowExamples = 4;
    private const long ProductProbe = 1024;

    // With their vectors, eigenvalues take about so many times as long.
    private const double CostOfVectors = 3;

    private readonly Dictionary<ScalarType, double> _operationsPerSecond = [];

    /// <summary>Rows that are not exactly zero, of which the eigensolver sees no other: from one product over the first examples.</summary>
    public long NonzeroRows => field == 0 ? field = CountNonzeroRows() : field;

    /// <summary>Seconds of a matrix: measured column by column, or from two numbers of examples, as both parts of its time tell.</summary>
    public double Of(CurvatureMatrix kind, double? columnByColumn = null)
    {
        if ((columnByColumn ?? kind.ExpectedSeconds(risk, default)) is { } known)
        {
            return known;
        }

        using DisposeScope scope = NewDisposeScope();
        Batch all = risk.Batches[0];
        long few = Math.Min(FewExamples, all.Count), more = Math.Min(MoreExamples, all.Count);
        double ofFew = SecondsOf(few);
        if (more == few)
        {
            return ofFew * risk.ExampleCount / few;
        }

        double ofMore = SecondsOf(more);
        return ofMore + (Math.Max(0, ofMore - ofFew) * (risk.ExampleCount - more) / (more - few));

        double SecondsOf(long examples)
        {
            using Batch piece = all.Piece(0, examples);
            EmpiricalRisk ofPiece = risk.With(risk.Loss, [piece]);
            return calibration.SecondsOf(() => kind.ExactRotated(ofPiece, rotation, progress: null, cancellation: default).Dispose());
        }
    }

    /// <summary>
    /// Seconds of a Gram matrix: what grows with the examples and what with their pairs, from two numbers of examples; row by row, from the
    /// passes over a few.
    /// </summary>
    public double OfGram(CurvatureMatrix kind, GramPlan plan)
    {
        using DisposeScope scope = NewDisposeScope();
        Batch all = risk.Batches[0];
        if (plan.Method == GramMethod.RowByRow)
        {
            long some = Counting(RowExamples);
            double rows = plan.Size * (double)some / risk.ExampleCount;
            double ofProducts = plan.Operations / OperationsPerSecond(risk.Layout.DType);
            return (SecondsOf(some) * plan.BackwardPasses / rows) + ofProducts;
        }

        long few = Counting(FewExamples), more = Counting(MoreExamples);
        double ofFew = SecondsOf(few);
        if (more == few)
        {
            return ofFew * Math.Pow(risk.ExampleCount / (double)few, 2);
        }

        // c n + d n² through both.
        double ofMore = SecondsOf(more);
        double perPair = Math.Max(0, ((ofMore / more) - (ofFew / few)) / (more - few));
        double perExample = Math.Max(0, (ofMore / more) - (perPair * more));
        return risk.ExampleCount * ((plan.Sweeps * perExample) + (perPair * risk.ExampleCount));

        // The first examples, so many that a target counts.
        long Counting(long examples)
        {
            examples = Math.Min(examples, all.Count);
            using Tensor targets = all.Targets.narrow(0, 0, examples);
            return LossTerms.WeightOf(risk.Loss, targets) > 0 || examples == all.Count ? examples : Counting(2 * examples);
        }

        double SecondsOf(long examples)
        {
            using Batch piece = all.Piece(0, examples);
            EmpiricalRisk ofPiece = risk.With(risk.Loss, [piece]);
            return calibration.SecondsOf(() => GramMatrix.Compute(ofPiece, kind, plan.Method).Dispose());
        }
    }

    /// <summary>Seconds of its eigenvalues, and of its own eigenvectors.</summary>
    public double OfGramEigenvalues(GramPlan plan, bool vectors = false) =>
        MethodChoice.EigenvalueCost * (vectors ? CostOfVectors : 1) * Math.Pow(plan.Size, 3) / OperationsPerSecond(ScalarType.Float64);

    /// <summary>Seconds of all eigenvalues of a matrix, from the speed of a matrix product.</summary>
    public double OfEigenvalues(long dimension, bool vectors)
    {
        double operations = MethodChoice.EigenvalueCost * Math.Pow(dimension, 3) * (vectors ? CostOfVectors : 1);
        return operations / OperationsPerSecond(risk.Layout.DType);
    }

    private double OperationsPerSecond(ScalarType dtype)
    {
        if (!_operationsPerSecond.TryGetValue(dtype, out double speed))
        {
            using Tensor matrix = ones([ProductProbe, ProductProbe], dtype, risk.Layout.Device);
            speed = 2 * Math.Pow(ProductProbe, 3) / calibration.SecondsOf(() => matrix.mm(matrix).Dispose());
            _operationsPerSecond.Add(dtype, speed);
        }

        return speed;
    }

    private long CountNonzeroRows()
    {
        using DisposeScope scope = NewDisposeScope();
        using var hessian = new HessianOperator(risk.With(risk.Loss, [risk.Batches[0]]));
        Tensor product = hessian.Multiply(ones([risk.Dimension, 1], risk.Layout.DType, risk.Layout.Device));
        Tensor rows = rotation?.Reduce(product) ?? product;
        return Math.Max(1, rows.count_nonzero().item<long>());
    }
}
