using System.Diagnostics;
using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Exact.Distributed;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers.Distributed;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Mpi;
using TorchCurvature.Operators.Distributed;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Benchmarks;

/// <summary>
/// The exact Hessian and its eigenvalues over several processes of one thread each, where a launcher started them, and in one process with
/// two threads, where none did. float64; 1,000 examples of 100 numbers and two hidden layers of a given width: 30 make P = 4,270, 50 make
/// P = 8,110.
/// </summary>
internal static class DistributedBenchmark
{
    private const int Repeats = 3;

    public static void Run(int width)
    {
        using TrainTestSplit data = GaussianBlobs.Generate(classes: 10, dimension: 100, samples: 1000);
        using Sequential network = MultilayerPerceptron.Create(100, [width, width], 10, Activation.ReLU, seed: 0);
        using Batches batches = data.Train.Batches(1000);
        var risk = new EmpiricalRisk(network, new CrossEntropy(), batches);
        if (MpiLauncher.Find() is not { } launcher)
        {
            Alone(risk);
            return;
        }

        set_num_threads(1);
        using var world = Communicator.Meet(launcher);
        Together(risk, world);
    }

    private static void Alone(EmpiricalRisk risk)
    {
        Console.WriteLine($"P = {risk.Dimension}, one process, {get_num_threads()} threads");
        Measurement.Seconds("exact Hessian, closed form", Repeats, () => ExactHessian.Compute(risk).Dispose());
        var alone = ProcessGrid.For(rank: 0, size: 1, risk.Dimension);
        Measurement.Seconds("the same as the one part of a grid of one process", Repeats, () => PartOf(risk, alone).Dispose());
        using ExactHessian exact = ExactHessian.Compute(risk);
        Measurement.Seconds("eigvalsh", Repeats, () => linalg.eigvalsh(exact.Matrix).Dispose());
    }

    private static void Together(EmpiricalRisk risk, Communicator world)
    {
        var grid = ProcessGrid.For(world.Rank, world.Size, risk.Dimension);
        Say(world, $"P = {risk.Dimension}, {world.Size} processes ({grid.Rows}×{grid.Columns}, blocks of {grid.Block}), {world.Library}");
        Measure(world, "all parts of the Hessian", part: null, () => PartOf(risk, grid).Dispose());
        foreach (Func<DistributedEigensolver> open in (Func<DistributedEigensolver>[])[ElpaEigensolver.Open, ScalapackEigensolver.Open])
        {
            try
            {
                DistributedEigensolver solver = open();
                using BlockCyclicPart part = PartOf(risk, grid);
                Measure(world, solver.Name, part, () => solver.Values(part, world.FortranHandle));
            }
            catch (SolverUnavailableException e)
            {
                Say(world, e.Message);
            }
        }
    }

    private static BlockCyclicPart PartOf(EmpiricalRisk risk, ProcessGrid grid) =>
        DistributedHessian.Compute(risk, CurvatureMatrices.Hessian, grid);

    // A part is overwritten by a solver, and put back before each repetition. Times are those of the slowest process.
    private static void Measure(Communicator world, string name, BlockCyclicPart? part, Action action)
    {
        using Tensor? kept = part?.Values.clone();
        var seconds = new List<double>();
        for (int i = 0; i <= Repeats; i++)
        {
            part?.Values.copy_(kept!);
            Meet(world);
            long start = Stopwatch.GetTimestamp();
            action();
            Meet(world);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        double[] counted = [.. seconds.Skip(1).Order()];
        Say(world, string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-60} {counted[Repeats / 2],9:0.000} s   ({counted[0]:0.000} … {counted[^1]:0.000}, {Repeats} runs)"));
    }

    private static void Meet(Communicator world) => world.Sum(new double[1]);

    private static void Say(Communicator world, string text)
    {
        if (world.Rank == 0)
        {
            Console.WriteLine(text);
        }
    }
}
