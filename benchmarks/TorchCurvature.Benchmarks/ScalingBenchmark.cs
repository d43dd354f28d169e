using System.Diagnostics;
using System.Globalization;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Mpi;
using TorchCurvature.Operators;
using TorchCurvature.Sharing;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Benchmarks;

/// <summary>
/// Products with a Hessian, graphs kept, by the processes of one thread that a launcher started, or by one process of one thread. Strong
/// scaling compares the times of one number of examples; weak scaling those of as many examples for each process. A product over one
/// example for each process is little more than the order, the vector and the sum: what more processes do not make faster.
/// </summary>
internal static class ScalingBenchmark
{
    private const int Repeats = 7;

    private static readonly ScalingCase[] s_cases =
    [
        new("mlp 100-30-30-10", new MlpSpec { Hidden = [30, 30] }, [100], ScalarType.Float64, 40_000, 1000),
        new("lenet", new LeNetSpec(), [1, 28, 28], ScalarType.Float64, 1000, 250),
        new("alexnet", new AlexNetSpec(), [3, 32, 32], ScalarType.Float32, 256, 64),
    ];

    public static void Run()
    {
        set_num_threads(1);
        if (MpiLauncher.Find() is not { } launcher)
        {
            MeasureAll(leader: null);
            return;
        }

        var world = Communicator.Meet(launcher);
        if (world.Rank > 0)
        {
            using var follower = new Follower(world);
            follower.Serve();
            world.Dispose();
            return;
        }

        using var leader = new Leader(world);
        Console.WriteLine(leader.Title);
        MeasureAll(leader);
        leader.End(exitCode: 0);
    }

    private static void MeasureAll(Leader? leader)
    {
        int processes = leader?.Processes ?? 1;
        Console.WriteLine(
            $"{"Hessian-vector product, graphs kept",-40} {"P",9} {"examples",9} {"processes",9} {"s",10} {"least",10} {"most",10}");
        foreach (ScalingCase of in s_cases)
        {
            foreach (int examples in (int[])[processes, of.Examples, of.Examples * processes])
            {
                Measure(of, examples, leader);
            }
        }
    }

    private static void Measure(ScalingCase of, int examples, Leader? leader)
    {
        const int classes = 10;
        using var generator = new Generator(1);
        using nn.Module<Tensor, Tensor> model = of.Model.Create(of.Shape, classes, seed: 0);
        model.to(of.DType);
        using Tensor inputs = randn([examples, .. of.Shape], of.DType, generator: generator);
        using Tensor labels = randint(classes, [examples], ScalarType.Int64, generator: generator);
        using var data = new Dataset("normal numbers", inputs.alias(), labels.alias(), classes);
        using Batches batches = data.Batches(of.BatchSize);
        var loss = new CrossEntropySpec();
        Loss ofExample = loss.Create();
        SharedSum? shared = leader is null
            ? null
            : new SharedProblem(leader, of.Model, loss, of.Shape, classes).Over(model, ofExample, batches, ModelMode.Evaluation);
        var risk = new EmpiricalRisk(model, ofExample, batches) { Shared = shared };
        using SymmetricOperator hessian = CurvatureMatrices.Hessian.Operator(risk, batches.Count);
        using Tensor vector = randn([risk.Dimension, 1], of.DType, generator: generator);
        hessian.Multiply(vector).Dispose();
        var seconds = new List<double>();
        for (int i = 0; i < Repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            hessian.Multiply(vector).Dispose();
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        seconds.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{of.Name,-40} {risk.Dimension,9} {examples,9} {leader?.Processes ?? 1,9} {seconds[Repeats / 2],10:0.0000} "
                + $"{seconds[0],10:0.0000} {seconds[^1],10:0.0000}"));
    }
}
