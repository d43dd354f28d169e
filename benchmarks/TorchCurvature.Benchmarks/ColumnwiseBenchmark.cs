using System.Diagnostics;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Benchmarks;

/// <summary>
/// Exact matrices of a module that nothing is known of: a residual network with batch normalization on 500 images of 3×12×12, beside the P
/// products that a matrix is made of in general, and products beside a gradient, of TorchSharp's modules and of a script. Float64.
/// </summary>
internal static class ColumnwiseBenchmark
{
    private const int Examples = 500;
    private const int Classes = 4;
    private const int Block = 64;
    private const int Sample = 8;

    /// <param name="widths">Channels of each network: 6 make P = 874, 16 make P = 5,204.</param>
    public static void Run(IReadOnlyList<long> widths)
    {
        foreach (long channels in widths)
        {
            Measure(channels);
        }
    }

    private static void Measure(long channels)
    {
        manual_seed(0);
        using var network = new ResidualNetwork(channels, Classes);
        using var scripted = new ScriptedResidualNetwork(network);
        using Tensor labels = randint(Classes, [Examples], ScalarType.Int64);
        using Tensor patterns = randn([Classes, 3, 12, 12], ScalarType.Float64);
        using Tensor images = patterns.index_select(0, labels).AddInPlace(randn([Examples, 3, 12, 12], ScalarType.Float64));
        using var data = new Dataset("random images", images.alias(), labels.alias(), Classes);
        using Batches batches = data.Batches();
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        Console.WriteLine(
            $"Residual network of {channels} channels, P = {risk.Dimension}, {Examples} images, float64, {get_num_threads()} threads");
        CompareWithGradient("modules", risk);
        CompareWithGradient("script", new EmpiricalRisk(scripted, new CrossEntropy(), batches));

        (double hessian, double inProducts) = CompareWithProducts(risk, CurvatureMatrices.Hessian);
        (double gaussNewton, double gInProducts) = CompareWithProducts(risk, CurvatureMatrices.GaussNewton);
        Console.WriteLine($"P products / Hessian {inProducts / hessian:0.0}   / Gauss–Newton {gInProducts / gaussNewton:0.0}\n");
    }

    private static void CompareWithGradient(string name, EmpiricalRisk risk)
    {
        using HessianOperator products = new(risk), keeping = new(risk, risk.Batches.Count);
        using Tensor vector = randn([risk.Dimension, 1], ScalarType.Float64);
        double gradient = Measurement.Seconds($"gradient, {name}", 7, () => risk.Gradient().Dispose());
        double product = Measurement.Seconds($"product, {name}", 5, () => products.Multiply(vector).Dispose());
        double kept = Measurement.Seconds($"product with the graph kept, {name}", 5, () => keeping.Multiply(vector).Dispose());
        Console.WriteLine($"product / gradient {product / gradient:0.00}   with the graph kept {kept / gradient:0.00}");
    }

    // The products are taken from a sample before and after the matrix, so that a machine that is slower for a while slows both.
    private static (double Matrix, double Products) CompareWithProducts(EmpiricalRisk risk, CurvatureMatrix kind)
    {
        double before = SecondsOfProducts(risk, kind);
        double expected = ExactHessian.ExpectedSeconds(risk, kind)!.Value;
        using var process = Process.GetCurrentProcess();
        double processor = process.TotalProcessorTime.TotalSeconds;
        long start = Stopwatch.GetTimestamp();
        using ExactHessian exact = ExactHessian.Compute(risk, kind);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        processor = process.TotalProcessorTime.TotalSeconds - processor;
        double after = SecondsOfProducts(risk, kind);
        using DisposeScope scope = NewDisposeScope();
        using Operators.SymmetricOperator products = kind.Operator(risk);
        Tensor block = randn([risk.Dimension, Sample], ScalarType.Float64);
        Tensor multiplied = products.Multiply(block);
        double difference = (exact.Matrix.mm(block) - multiplied).FrobeniusNorm() / multiplied.FrobeniusNorm();
        Console.WriteLine($"{kind.Title}: {seconds:0.0} s where {expected:0.0} s were expected; P products in blocks of {Block} take "
            + $"{before:0} s by a sample before it, {after:0} s by one after it; off by {difference:0.0e+0} on random vectors; "
            + $"asymmetry {exact.Asymmetry:0.0e+0}");
        process.Refresh();
        Console.WriteLine($"processor time {processor:0.0} s; peak memory of the process so far {process.PeakWorkingSet64 / 1e6:0} MB");
        return (seconds, 0.5 * (before + after));
    }

    private static double SecondsOfProducts(EmpiricalRisk risk, CurvatureMatrix kind)
    {
        using Operators.SymmetricOperator products = kind.Operator(risk);
        using Tensor units = eye(risk.Dimension, Sample, ScalarType.Float64);
        using Tensor unit = units.narrow(1, 0, 1).contiguous();
        double one = Seconds(unit), several = Seconds(units);
        double column = (several - one) / (Sample - 1);
        return (risk.Dimension * column) + ((one - column) * Math.Ceiling(risk.Dimension / (double)Block));

        double Seconds(Tensor block)
        {
            long start = Stopwatch.GetTimestamp();
            products.Multiply(block).Dispose();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
