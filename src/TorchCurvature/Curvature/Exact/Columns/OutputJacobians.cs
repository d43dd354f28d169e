using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Columns;

/// <summary>
/// (1/N) Σ_n J_nᵀ M_n J_n of any module from the Jacobians J_n, one backward pass for each output of each example, and matrix products.
/// </summary>
internal sealed class OutputJacobians
{
    // Passes over one example are calls more than arithmetic: what a call takes, in examples. A choice between those of an MLP, which are
    // more, and of a residual network, which are fewer.
    private const double CallCost = 32;

    // What a column by products takes, in passes: the Jacobian's transpose with its graph, and both once more.
    private const double PassesOfColumn = 4;

    // Bytes of stacked Jacobians, and rows of the matrix that one product gives.
    private const double StackBytes = 6.4e7;
    private const long Tile = 1024;

    private readonly EmpiricalRisk _risk;
    private readonly OutputCurvatureMatrix _kind;
    private readonly long _rows;
    private readonly Lock _preparing = new();

    private OutputJacobians(EmpiricalRisk risk, OutputCurvatureMatrix kind, long rows) => (_risk, _kind, _rows) = (risk, kind, rows);

    private long ExamplesAtOnce =>
        Math.Clamp((long)(StackBytes / ((double)_rows * _risk.Dimension * _risk.Layout.DType.ElementSize())), 1, _risk.ExampleCount);

    /// <summary>Jacobians, where they are the faster way and the network takes its examples one at a time; null where not.</summary>
    /// <param name="risk">The risk; weight decay plays no part.</param>
    /// <param name="kind">What M_n is.</param>
    public static OutputJacobians? TryFind(EmpiricalRisk risk, OutputCurvatureMatrix kind)
    {
        using var mode = new ModeScope(risk.Model, risk.Mode);
        long rows = RowsOfExample(risk, kind);
        double passes = rows * (1 + CallCost), columns = PassesOfColumn * risk.Dimension * (1 + (CallCost / risk.ExampleCount));
        return passes <= columns && ExamplePieces.CanBeCut(risk, 1) ? new OutputJacobians(risk, kind, rows) : null;
    }

    private static long RowsOfExample(EmpiricalRisk risk, OutputCurvatureMatrix kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using IDisposable kernels = risk.EnterRightKernels();
        using Batch one = risk.Batches[0].Piece(0, 1);
        LossTerms terms = risk.TermsOf(one);
        return kind.ForProducts(risk.Loss, terms.Outputs, terms.Targets).Outputs.numel();
    }

    /// <summary>Fills [P, P], symmetric to the last bit.</summary>
    public ColumnwiseFill Fill(Tensor matrix, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var mode = new ModeScope(_risk.Model, _risk.Mode);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable kernels = _risk.EnterRightKernels(1);
        long done = 0;
        matrix.FillInPlace(0);
        _risk.Sum.OverPieces(
            ExamplesAtOnce,
            piece =>
            {
                Tensor jacobians = empty([piece.Count * _rows, _risk.Dimension], matrix.dtype, matrix.device);
                Tensor weighted = empty_like(jacobians);
                SideBySide.For(matrix.device, (int)piece.Count, n => Write(piece, n, jacobians, weighted, cancellation));
                AddProduct(matrix, jacobians, weighted);
                done += piece.Count;
                progress?.Report(done / (double)_risk.ExampleCount);
            },
            all => all.AddInPlace(matrix),
            cancellation);
        double asymmetry = DenseAssembly.AverageWithTranspose(matrix).Largest;
        double norm = matrix.FrobeniusNorm();
        return new ColumnwiseFill(asymmetry, double.IsFinite(norm) ? OutputRounding.Of(_risk, _kind, norm) : 0);
    }

    /// <summary>About how long that takes, from the passes over one example.</summary>
    public double ExpectedSeconds(CancellationToken cancellation)
    {
        using var mode = new ModeScope(_risk.Model, _risk.Mode);
        using IDisposable kernels = _risk.EnterRightKernels(1);
        using Tensor jacobian = empty([_rows, _risk.Dimension], _risk.Layout.DType, _risk.Layout.Device), weighted = empty_like(jacobian);
        double passes = ColumnwiseTime.Seconds(() => Write(_risk.Batches[0], 0, jacobian, weighted, cancellation));
        using Tensor tile = jacobian.narrow(1, 0, Math.Min(Tile, _risk.Dimension));
        using Tensor transposed = tile.t();
        double product = ColumnwiseTime.Seconds(() => transposed.mm(weighted).Dispose()) * _risk.Dimension / tile.shape[1];
        int threads = jacobian.device.type == DeviceType.CPU ? get_num_threads() : 1;
        return _risk.ExampleCount * ((passes / threads) + product);
    }

    // One example's Jacobian, and M times it.
    private void Write(Batch piece, long example, Tensor jacobians, Tensor weighted, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientMode = enable_grad();
        using Batch one = piece.Piece(example, 1);
        (Tensor outputs, Tensor curvature) = Prepare(one);
        Tensor own = jacobians.narrow(0, example * _rows, _rows);
        Tensor unit = zeros(outputs.shape, outputs.dtype, outputs.device);
        Tensor entries = unit.view(-1);
        for (long k = 0; k < _rows; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope rowScope = NewDisposeScope();
            Tensor entry = entries[k];
            entry.FillInPlace(1);
            Tensor?[] parts = _risk.Gradients(outputs, .., retainGraph: true, along: unit);
            entry.FillInPlace(0);
            own[k].copy_(_risk.Layout.Flatten(parts));
        }

        using IDisposable noGradient = no_grad();
        Tensor ofRows = own.view(outputs.shape[0], outputs.shape[1], -1);
        weighted.narrow(0, example * _rows, _rows).copy_(curvature.matmul(ofRows).view(_rows, -1));
    }

    private (Tensor Outputs, Tensor Curvature) Prepare(Batch one)
    {
        lock (_preparing)
        {
            LossTerms terms = _risk.TermsOf(one);
            return _kind.ForProducts(_risk.Loss, terms.Outputs, terms.Targets);
        }
    }

    private void AddProduct(Tensor matrix, Tensor jacobians, Tensor weighted)
    {
        using IDisposable noGradient = no_grad();
        for (long first = 0; first < matrix.shape[0]; first += Tile)
        {
            using DisposeScope scope = NewDisposeScope();
            long count = Math.Min(Tile, matrix.shape[0] - first);
            Tensor product = jacobians.narrow(1, first, count).t().mm(weighted);
            matrix.narrow(0, first, count).AddScaledInPlace(product, 1 / _risk.TotalWeight);
        }
    }
}
