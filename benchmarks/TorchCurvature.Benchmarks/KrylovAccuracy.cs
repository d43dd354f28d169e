using TorchCurvature.Curvature;
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

/// <summary>What products tell of a trained network, beside its exact spectrum: eigenpairs, density and trace, the last two over many seeds.</summary>
internal static class KrylovAccuracy
{
    private const int Ends = 20;
    private const double Error = 0.05;

    public static void Run(int seeds)
    {
        using TrainTestSplit data = GaussianBlobs.Generate(classes: 10, dimension: 100, samples: 1000);
        using Sequential network = MultilayerPerceptron.Create(100, [30, 30], 10, Activation.ReLU, seed: 1);
        new Trainer(network, new CrossEntropy(), data.Train, new TrainingOptions { MaxSteps = 3000 }).Run();
        Examine("MLP 100–30–30–10, trained for 3,000 steps", network, data.Train, seeds);
    }

    private static void Examine(string name, Sequential network, Dataset data, int seeds)
    {
        IReadOnlyList<Batch> batches = data.Batches(300);
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        using ExactHessian exact = ExactHessian.Compute(risk);
        using var dense = new DenseOperator(exact.Matrix);
        double[] spectrum = [.. DenseEigensolver.Values(dense).Values];
        double range = spectrum[0] - spectrum[^1], trace = spectrum.Sum();
        Console.WriteLine($"{name}: P = {spectrum.Length}");

        using var hessian = new HessianOperator(risk);
        using (ExtremalEigenPairs pairs = LanczosEigensolver.Solve(hessian, new LanczosOptions { Top = Ends, Bottom = Ends, Tolerance = 1e-9 }))
        {
            double worst = pairs.Pairs.Max(p => Math.Abs(p.Value - (p.End == SpectrumEnd.Top ? spectrum[p.Index - 1] : spectrum[^p.Index]))) / spectrum[0];
            Console.WriteLine($"{Ends} + {Ends} eigenvalues: largest error / λ max {worst:0.0e+0}, {pairs.Products} products, {pairs.Status}");
        }

        // Probes are invariant under rotation, so the diagonal matrix of the same eigenvalues has the same law of errors.
        using var diagonal = new DiagonalOperator(tensor(spectrum));
        using ExtremalEigenPairs known = LanczosEigensolver.Solve(diagonal, new LanczosOptions { Top = Ends, Bottom = Ends, Tolerance = 1e-8 });
        int densities = 0, traces = 0;
        double largest = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            SpectralDensity density = StochasticLanczosQuadrature.Compute(diagonal, new QuadratureOptions { WassersteinError = Error, BlockSize = 5, Seed = seed });
            double distance = density.WassersteinDistance(spectrum) / range;
            (largest, densities) = (Math.Max(largest, distance), densities + (distance <= Error ? 1 : 0));
            Estimate estimate = SpectralMoments.Compute(hessian, new MomentOptions { RelativeError = 0.02, BlockSize = 16, Seed = seed }, known: null).Trace;
            traces += Math.Abs(estimate.Value - trace) <= 2 * estimate.StandardError ? 1 : 0;
        }

        Console.WriteLine($"density at t = {Error}: within the bound for {densities} of {seeds} seeds, largest distance {largest:0.0e+0} of λ max − λ min");
        Console.WriteLine($"trace within two standard errors for {traces} of {seeds} seeds");
        foreach (Batch batch in batches)
        {
            batch.Dispose();
        }
    }
}
