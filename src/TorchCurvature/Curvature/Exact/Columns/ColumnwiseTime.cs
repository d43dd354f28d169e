using System.Diagnostics;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Curvature.Exact.Columns;

/// <summary>How long a matrix takes that is computed column by column, from a few columns of it.</summary>
internal static class ColumnwiseTime
{
    private const int Sample = 5;

    /// <summary>Of the Hessian: from some columns of each parameter tensor, on one piece of the data.</summary>
    public static double OfTriangle(EmpiricalRisk risk, CancellationToken cancellation)
    {
        long examplesAtOnce = ExamplePieces.SizeFor(risk);
        using var mode = new ModeScope(risk.Model, risk.Mode);
        using IDisposable kernels = ExamplePieces.Kernels(risk, examplesAtOnce);
        using Batch piece = risk.Batches[0].Piece(0, Math.Min(examplesAtOnce, risk.Batches[0].Count));
        EmpiricalRisk ofPiece = risk.With(risk.Loss, [piece]);
        var columns = new HessianColumns(ofPiece, piece.Count, cancellation);
        IReadOnlyList<ParameterBlock> blocks = risk.Layout.Blocks;
        double[] seconds = new double[blocks.Count];
        SideBySide.For(risk.Layout.Device, blocks.Count, block =>
        {
            using Tensor found = empty([Sample, risk.Dimension], ScalarType.Float64, risk.Layout.Device);
            seconds[block] = OfBlock(columns, blocks[block].Length, new ColumnChunk(block, 0, 1, block.., 0), found);
        });
        int threads = risk.Layout.Device.type == DeviceType.CPU ? get_num_threads() : 1;
        return seconds.Sum() * risk.ExampleCount / piece.Count / threads;
    }

    /// <summary>Of any matrix from its products: from a block of them.</summary>
    public static double OfProducts(EmpiricalRisk risk, CurvatureMatrix kind, CancellationToken cancellation)
    {
        using SymmetricOperator products = kind.Operator(risk);
        long columns = Math.Min(Sample, risk.Dimension);
        using Tensor block = ones([risk.Dimension, columns], risk.Layout.DType, risk.Layout.Device);
        return risk.Dimension * Seconds(() => products.Multiply(block, cancellation).Dispose()) / columns;
    }

    /// <summary>Seconds of the second of two runs: the first one also finds out how to compute.</summary>
    public static double Seconds(Action action)
    {
        action();
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double OfBlock(HessianColumns columns, long length, ColumnChunk first, Tensor found)
    {
        double one = Seconds(() => columns.Write(first, found));
        if (length <= Sample)
        {
            return length * one;
        }

        double several = Seconds(() => columns.Write(first with { Count = Sample }, found));
        double each = Math.Max(0, several - one) / (Sample - 1);
        return (length * each) + ((one - each) * length / HessianTriangle.ChunkColumns);
    }
}
