using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Benchmarks;

/// <summary>Products with the Hessian of AlexNet beside a gradient, and what Lanczos adds to them. Two threads, float32.</summary>
internal static class ProductBenchmark
{
    private const int Examples = 1024;
    private const int BatchSize = 256;
    private const int Block = 8;
    private const int Steps = 100;

    public static void Run()
    {
        Console.WriteLine($"AlexNet, P = 2,472,266, {Examples} images of 3×32×32 in batches of {BatchSize}, float32, 2 threads");
        using Sequential network = AlexNet.Create(3, 32, 32, 10, Activation.ReLU, seed: 0, ScalarType.Float32);
        using Tensor images = randn([Examples, 3, 32, 32], ScalarType.Float32);
        using Tensor labels = randint(10, [Examples], ScalarType.Int64);
        using var data = new Dataset("random images", images.alias(), labels.alias(), 10);
        using Batches batches = data.Batches(BatchSize);
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        using HessianOperator hessian = new(risk), keeping = new(risk, batches.Count);
        using Tensor vector = randn([risk.Dimension, 1], ScalarType.Float32), block = randn([risk.Dimension, Block], ScalarType.Float32);

        double gradient = Measurement.Seconds("gradient", 5, () => risk.Gradient().Dispose());
        double first = Measurement.Seconds("first Hessian-vector product", 5, () => hessian.Multiply(vector).Dispose());
        double one = Measurement.Seconds("later Hessian-vector product, graphs kept", 5, () => keeping.Multiply(vector).Dispose());
        double several = Measurement.Seconds($"product with a block of {Block}, graphs kept", 3, () => keeping.Multiply(block).Dispose());
        Console.WriteLine($"one product / gradient {one / gradient:0.00} (the first one {first / gradient:0.00})   per column of a block / "
            + $"gradient {several / Block / gradient:0.00}");

        // The same number of products without a network behind them is the linear algebra alone.
        var options =
            new LanczosOptions { Top = 10, Bottom = 10, BlockSize = 4, BasisSize = Steps, MaxProducts = Steps + 20, Tolerance = 1e-5 };
        using var diagonal = new DiagonalOperator(linspace(-1, 1, risk.Dimension, ScalarType.Float32).ToPowerInPlace(3));
        long products = 0;
        double algebra = Measurement.Seconds($"Lanczos's own linear algebra, {Steps} vectors", 3, () =>
        {
            using ExtremalEigenPairs pairs = LanczosEigensolver.Solve(diagonal, options);
            products = pairs.Products;
        });
        Console.WriteLine($"linear algebra / its {products} products {algebra / (products * several / Block):0.000}\n");
    }
}
