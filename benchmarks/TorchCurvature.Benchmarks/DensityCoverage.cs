using System.Diagnostics;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Spectra;
using TorchCurvature.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Benchmarks;

/// <summary>
/// How often the 95 % intervals of a density run hold the truth of the exact spectrum: 20 probe seeds for each of four matrices of three
/// networks.
/// </summary>
internal static class DensityCoverage
{
    private const int Seeds = 20;
    private const int Ends = 10;
    private const int Places = 200;
    private const double PooledShare = 0.935;
    private const int FewestOfASeries = 16;

    private static readonly CurvatureMatrix[] s_parts =
        [CurvatureMatrices.Hessian, CurvatureMatrices.GaussNewton, CurvatureMatrices.Functional, CurvatureMatrices.EmpiricalFisher];

    private static readonly string[] s_quantities = ["negative", "near zero", "trace", "Frobenius norm", "density band"];
    private static readonly List<CoverageSeries> s_series = [];

    /// <summary>Prints the table and whether every series holds.</summary>
    public static void Run()
    {
        set_num_threads(1);
        s_series.Clear();
        long start = Stopwatch.GetTimestamp();
        Console.WriteLine(CoverageSeries.Header);
        Blobs();
        string folder = Path.Combine(Environment.GetEnvironmentVariable("TORCHCURVATURE_DATA") ?? "", "mnist");
        if (Directory.Exists(folder))
        {
            Digits(folder);
        }
        else
        {
            Console.WriteLine($"The networks on MNIST are skipped: TORCHCURVATURE_DATA names no folder with mnist in it ('{folder}').");
        }

        Judge();
        Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
    }

    private static void Blobs()
    {
        using TrainTestSplit data = GaussianBlobs.Generate(classes: 5, dimension: 40, samples: 300);
        using Sequential network = MultilayerPerceptron.Create(40, [20, 15], 5, Activation.ReLU, seed: 1);
        new Trainer(network, new CrossEntropy(), data.Train, new TrainingOptions { MaxSteps = 300 }).Run();
        Examine("blobs 20,15 relu", network, data.Train);
    }

    private static void Digits(string folder)
    {
        using TrainTestSplit small = Mnist.Load(folder, ScalarType.Float64, new ImageSize(10, 10));
        using Dataset few = small.Train.BalancedSubset(300, seed: 1);
        using Sequential perceptron = MultilayerPerceptron.Create(100, [10, 10], 10, Activation.Tanh, seed: 1);
        new Trainer(perceptron, new CrossEntropy(), few, new TrainingOptions { MaxSteps = 300 }).Run();
        Examine("mnist 10,10 tanh", perceptron, few);

        using TrainTestSplit larger = Mnist.Load(folder, ScalarType.Float64, new ImageSize(14, 14));
        using Dataset images = larger.Train.BalancedSubset(300, seed: 1);
        using Sequential convolutional = ConvolutionalNetwork.Create(1, 14, 14, [3], 10, Activation.ReLU, seed: 1);
        new Trainer(convolutional, new CrossEntropy(), images, new TrainingOptions { MaxSteps = 300 }).Run();
        Examine("mnist conv 3", convolutional, images);
    }

    private static void Examine(string name, Sequential network, Dataset data)
    {
        using Batches batches = data.Batches(300);
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        foreach (CurvatureMatrix part in s_parts)
        {
            using ExactHessian exact = ExactHessian.Compute(risk, part);
            using var matrix = new DenseOperator(exact.Matrix);
            Examine($"{name} {matrix.Dimension}", part, matrix, new Spectrum(DenseEigensolver.Values(matrix)));
        }

    }

    private static void Examine(string network, CurvatureMatrix part, DenseOperator matrix, Spectrum spectrum)
    {
        CoverageSeries[] series =
            [.. s_quantities.Select(q => new CoverageSeries(network, part.ToString(), q))];
        var truth = new SpectralDensity(spectrum.Dimension, spectrum.Eigenvalues, [], 0, 0, SolverStatus.Converged);
        double trace = spectrum.Eigenvalues.Sum(), norm = Math.Sqrt(spectrum.Eigenvalues.Sum(e => e * e));
        using ExtremalEigenPairs pairs = LanczosEigensolver.Solve(matrix, new LanczosOptions { Top = Ends, Bottom = Ends });
        for (int probe = 0; probe < Seeds; probe++)
        {
            // Matrices of one network share most of their small eigenvectors: with the same probes they would err together.
            int seed = (s_series.Count * Seeds) + probe;
            double negative = spectrum.RelativeFloor, zero = 1e-3 * pairs.SpectralNorm;
            var quadrature = new QuadratureOptions { Seed = seed, BlockSize = 16 };
            SpectralDensity density = StochasticLanczosQuadrature.Compute(matrix, quadrature, pairs).Within(pairs);
            if (part.IsSemidefinite)
            {
                density = density with { LowerEnd = Math.Max(density.LowerEnd, -negative) };
            }

            SpectralMoments moments = SpectralMoments.Compute(matrix, new MomentOptions { Seed = seed }, pairs);
            series[0].Add(density.CountNegative(negative), spectrum.Eigenvalues.Count(e => e < -negative));
            series[1].Add(density.CountNearZero(zero), spectrum.CountNearZero(zero));
            series[2].Add(moments.Trace, trace);
            series[3].Add(moments.FrobeniusNorm, norm);
            double range = spectrum.Largest - Math.Min(0, spectrum.Smallest), width = Math.Max(range / 400, density.FinestWidth());
            double[] places = [.. Enumerable.Range(0, Places).Select(i => Math.Min(0, spectrum.Smallest) + (range * i / (Places - 1)))];
            series[4].Add(density.Smooth(places, width), truth.Smooth(places, width));
        }

        Array.ForEach(series, s => Console.WriteLine(s));
        s_series.AddRange(series);
    }

    private static void Judge()
    {
        double pooled = s_series.Sum(s => s.Held) / s_series.Sum(s => s.Count);
        CoverageSeries[] failed = [.. s_series.Where(s => s.Held < FewestOfASeries)];
        Console.WriteLine($"held in all: {pooled:0.0 %} ({PooledShare:0.0 %} asked for)");
        Console.WriteLine($"series below {FewestOfASeries} of {Seeds}: {failed.Length}");
        foreach (IGrouping<string, CoverageSeries> quantity in s_series.GroupBy(s => s.Quantity))
        {
            Console.WriteLine($"  {quantity.Key}: {quantity.Sum(s => s.Held) / quantity.Sum(s => s.Count):0.0 %}");
        }

        Console.WriteLine(pooled >= PooledShare && failed.Length == 0 ? "The intervals hold." : "THE INTERVALS DO NOT HOLD.");
    }
}
