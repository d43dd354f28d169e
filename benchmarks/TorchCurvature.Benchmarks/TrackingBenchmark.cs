using System.Diagnostics;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Spectra;
using TorchCurvature.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Benchmarks;

/// <summary>What following λ max every 100 steps adds to the training of a network on MNIST. Two threads, float32.</summary>
internal static class TrackingBenchmark
{
    private const int Every = 100;
    private const int Repeats = 5;

    public static async Task RunAsync()
    {
        string folder = await new DatasetStore().ResolveAsync(Mnist.Source);
        using TrainTestSplit digits = Mnist.Load(folder, ScalarType.Float32);
        var descent = new TrainingOptions
        {
            Optimizer = new GradientDescentSpec { LearningRate = 0.3 },
            MaxSteps = 2000,
            StopGradientNorm = 0,
        };
        using (Dataset some = digits.Train.BalancedSubset(2000, seed: 0))
        {
            Compare("gradient descent on 2,000 digits, followed on all of them", some, some, descent);
        }

        using Dataset few = digits.Train.BalancedSubset(250, seed: 0), more = digits.Train.BalancedSubset(1000, seed: 0);
        TrainingOptions stochastic =
            descent with { Optimizer = new StochasticGradientDescentSpec { BatchSize = 32, LearningRate = 0.1 }, MaxSteps = 6000 };
        Compare("batches of 32 of 60,000 digits, followed on 250", digits.Train, few, stochastic);
        Compare("batches of 32 of 60,000 digits, followed on 1,000", digits.Train, more, stochastic);
    }

    private static void Compare(string name, Dataset data, Dataset followed, TrainingOptions options)
    {
        Console.WriteLine($"MLP 784–30–30–10, {name}, λ max every {Every} of {options.MaxSteps} steps");
        using Batches batches = followed.Batches(500);
        double[] added = new double[Repeats];
        for (int i = 0; i < Repeats; i++)
        {
            // Within one run, so that a machine that is slower for a while slows both.
            (double whole, double looks, int count, long products) = Train(data, batches, options);
            added[i] = looks / (whole - looks);
            Console.WriteLine($"training {whole - looks:0.00} s, looks {looks:0.00} s: {count} of {looks / count * 1e3:0.0} ms, "
                + $"{(double)products / count:0.0} Hessian-vector products each");
        }

        Array.Sort(added);
        Console.WriteLine($"added by the looks {added[Repeats / 2]:0 %}   ({added[0]:0 %} … {added[^1]:0 %})\n");
    }

    private static (double Whole, double Looks, int Count, long Products) Train(Dataset data, Batches followed, TrainingOptions options)
    {
        using Sequential network = MultilayerPerceptron.Create(784, [30, 30], 10, Activation.ReLU, seed: 0, ScalarType.Float32);
        using var tracker = new LargestEigenvalueTracker(1, 3e-2, seed: 0);
        (double looks, int count, long products) = (0, 0, 0);
        long start = Stopwatch.GetTimestamp();
        new Trainer(network, new CrossEntropy(), data, options).Run(visit: step =>
        {
            if (step % Every == 0)
            {
                long begun = Stopwatch.GetTimestamp();
                using var hessian = new HessianOperator(new EmpiricalRisk(network, new CrossEntropy(), followed), followed.Count);
                (count, products) = (count + 1, products + tracker.Measure(step, hessian).Products);
                looks += Stopwatch.GetElapsedTime(begun).TotalSeconds;
            }
        });
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, looks, count, products);
    }
}
