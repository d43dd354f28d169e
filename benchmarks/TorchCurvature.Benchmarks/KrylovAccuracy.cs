using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Products;
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
/// What products tell of a trained network, beside its exact spectrum: eigenpairs, density and trace, the last two over many seeds.
/// </summary>
internal static class KrylovAccuracy
{
    private const int Ends = 20;
    private const int Seeds = 100;

    // A density to 0.01 takes minutes a seed.
    private const int FineSeeds = 5;

    public static async Task RunAsync()
    {
        using (TrainTestSplit data = GaussianBlobs.Generate(classes: 10, dimension: 100, samples: 1000))
        using (Sequential network = MultilayerPerceptron.Create(100, [30, 30], 10, Activation.ReLU, seed: 1))
        {
            new Trainer(network, new CrossEntropy(), data.Train, new TrainingOptions { MaxSteps = 3000 }).Run();
            Examine("MLP 100–30–30–10 on blobs, trained for 3,000 steps", network, data.Train);
        }

        string folder = await new DatasetStore().ResolveAsync(Mnist.Source);
        using TrainTestSplit digits = Mnist.Load(folder, ScalarType.Float64);
        using Dataset some = digits.Train.BalancedSubset(1000, seed: 1);
        using Sequential convolutional = ConvolutionalNetwork.Create(1, 28, 28, [6, 16], 10, Activation.ReLU, seed: 1);
        new Trainer(convolutional, new CrossEntropy(), some, new TrainingOptions
        {
            MaxSteps = 500,
            Optimizer = new StochasticGradientDescentSpec { BatchSize = 50 },
        }).Run();
        Examine("Convolutional network, channels 6, 16, on 1,000 digits, trained for 500 steps of batches of 50", convolutional, some);
    }

    private static void Examine(string name, Sequential network, Dataset data)
    {
        using Batches batches = data.Batches(300);
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        using ExactHessian exact = ExactHessian.Compute(risk);
        using var dense = new DenseOperator(exact.Matrix);
        double[] spectrum = [.. DenseEigensolver.Values(dense).Values];
        double range = spectrum[0] - spectrum[^1], trace = spectrum.Sum();
        Console.WriteLine($"{name}: P = {spectrum.Length}");

        using (var hessian = new HessianOperator(risk, batches.Count))
        using (ExtremalEigenPairs pairs = LanczosEigensolver.Solve(
            hessian, new LanczosOptions { Top = Ends, Bottom = Ends, Tolerance = 1e-9 }))
        {
            double worst = pairs.Pairs.Max(p => Math.Abs(p.Value - (p.End == SpectrumEnd.Top ? spectrum[p.Index - 1] : spectrum[^p.Index])))
                / spectrum[0];
            Console.WriteLine(
                $"{Ends} + {Ends} eigenvalues: largest error / λ max {worst:0.0e+0}, {pairs.Products} products, {pairs.Status}");
        }

        // Signs are not invariant under rotation, so the trace is that of the matrix itself.
        int traces = Enumerable.Range(0, Seeds).Count(seed =>
        {
            Estimate estimate = SpectralMoments.Compute(
                dense, new MomentOptions { RelativeError = 0.02, BlockSize = 16, Seed = seed }, known: null).Trace;
            return Math.Abs(estimate.Value - trace) <= 2 * estimate.StandardError;
        });
        Console.WriteLine($"trace within two standard errors for {traces} of {Seeds} seeds");

        // Normal probes are, so the diagonal matrix of the same eigenvalues has the same law of errors.
        using var diagonal = new DiagonalOperator(tensor(spectrum));
        foreach ((double error, int seeds) in ((double, int)[])[(0.05, Seeds), (0.01, FineSeeds)])
        {
            (int within, double largest) = (0, 0);
            for (int seed = 0; seed < seeds; seed++)
            {
                SpectralDensity density = StochasticLanczosQuadrature.Compute(
                    diagonal, new QuadratureOptions { WassersteinError = error, BlockSize = 5, Seed = seed });
                double distance = density.WassersteinDistance(spectrum) / range;
                (largest, within) = (Math.Max(largest, distance), within + (distance <= error ? 1 : 0));
            }

            Console.WriteLine($"density at t = {error}: within the bound for {within} of {seeds} seeds, largest distance "
                + $"{largest:0.0e+0} of λ max − λ min");
        }

        Console.WriteLine();
    }
}
