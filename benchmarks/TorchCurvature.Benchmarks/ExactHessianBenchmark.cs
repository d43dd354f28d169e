using System.Diagnostics;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Benchmarks;

/// <summary>
/// Exact Hessians beside what they cost elsewhere: a matrix product, double backward passes, the eigenvalues. Two threads, float64.
/// </summary>
internal static class ExactHessianBenchmark
{
    private const int SampledColumns = 64;

    public static void FullyConnected()
    {
        Console.WriteLine("MLP 100–30–30–10, P = 4270, N = 1000, ReLU, cross-entropy, float64, 2 threads");
        using TrainTestSplit data = GaussianBlobs.Generate(classes: 10, dimension: 100, samples: 1000);
        using Sequential network = MultilayerPerceptron.Create(100, [30, 30], 10, Activation.ReLU, seed: 0);
        using Batches batches = data.Train.Batches(1000);
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);

        using Tensor left = randn([risk.Dimension, 1000], ScalarType.Float64);
        using Tensor right = randn([1000, risk.Dimension], ScalarType.Float64);
        double product = Measurement.Seconds("[P,N]·[N,P] matrix product", 7, () => left.mm(right).Dispose());
        double hessian = Measurement.Seconds("exact Hessian, closed form", 7, () => ExactHessian.Compute(risk).Dispose());
        double spectrum = Measurement.Seconds("whole analysis of one point (Hessian and eigenvalues)", 5, () => Analyse(risk));
        PrintPeakMemory(risk.Dimension);
        using ExactHessian exact = ExactHessian.Compute(risk);
        double eigenvalues = Measurement.Seconds("eigvalsh", 5, () => linalg.eigvalsh(exact.Matrix).Dispose());
        double gaussNewton = Measurement.Seconds("Hessian, Gauss–Newton and functional part together", 5, () =>
        {
            using ExactHessian h = ExactHessian.Compute(risk), g = ExactHessian.Compute(risk, CurvatureMatrices.GaussNewton);
            (h.Matrix - g.Matrix).Dispose();
        });
        (double alone, double inBlocks) = ColumnByColumn(risk);
        Console.WriteLine(
            $"Hessian / product {hessian / product:0.00}   P products one by one / Hessian {alone / hessian:0}, in blocks "
                + $"{inBlocks / hessian:0}   " +
            $"whole / eigvalsh {spectrum / eigenvalues:0.00}   H, G and F / H {gaussNewton / hessian:0.00}\n");
    }

    public static void Convolutional()
    {
        Console.WriteLine(
            "Convolutional network, channels 6, 16, P = 5142, N = 1000 images of 28×28, ReLU, cross-entropy, float64, 2 threads");
        using Sequential network = ConvolutionalNetwork.Create(1, 28, 28, [6, 16], 10, Activation.ReLU, seed: 0);
        using Tensor images = randn([1000, 1, 28, 28], ScalarType.Float64);
        using Tensor labels = randint(10, [1000], ScalarType.Int64);
        using var batch = new Batch(images.alias(), labels.alias());
        var risk = new EmpiricalRisk(network, new CrossEntropy(), [batch]);
        double hessian = Measurement.Seconds("exact Hessian, batched tangents", 3, () => ExactHessian.Compute(risk).Dispose());
        Analyse(risk);
        PrintPeakMemory(risk.Dimension);
        (double alone, double inBlocks) = ColumnByColumn(risk);
        Console.WriteLine($"P products one by one / Hessian {alone / hessian:0}, in blocks {inBlocks / hessian:0}\n");
    }

    private static void Analyse(EmpiricalRisk risk)
    {
        using ExactHessian hessian = ExactHessian.Compute(risk);
        using var matrix = new DenseOperator(hessian.Matrix);
        DenseEigensolver.Values(matrix);
    }

    private static void PrintPeakMemory(long dimension)
    {
        using var process = Process.GetCurrentProcess();
        double bound = (3.0 * dimension * dimension * sizeof(double)) + 5e8;
        Console.WriteLine(
            $"peak memory of the process so far {process.PeakWorkingSet64 / 1e6:0} MB; 3·P²·8 bytes + 500 MB are {bound / 1e6:0} MB");
    }

    // P products, each with its own forward and first backward pass, and P products that share those in blocks of 64; from a sample of 64.
    private static (double Alone, double InBlocks) ColumnByColumn(EmpiricalRisk risk)
    {
        using var hessian = new HessianOperator(risk);
        using Tensor block = randn([risk.Dimension, SampledColumns], ScalarType.Float64);
        double alone = Measurement.Seconds($"{SampledColumns} Hessian-vector products, one by one", 5, () =>
        {
            for (long k = 0; k < SampledColumns; k++)
            {
                using DisposeScope scope = NewDisposeScope();
                hessian.Multiply(block.narrow(1, k, 1).contiguous());
            }
        });
        double inBlocks = Measurement.Seconds(
            $"{SampledColumns} Hessian-vector products, as one block", 5, () => hessian.Multiply(block).Dispose());
        return (alone * risk.Dimension / SampledColumns, inBlocks * risk.Dimension / SampledColumns);
    }
}
