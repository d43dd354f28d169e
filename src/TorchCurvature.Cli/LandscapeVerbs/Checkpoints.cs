using Spectre.Console;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Cli.Problems;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Resources;
using TorchCurvature.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.LandscapeVerbs;

/// <summary>The trained networks of finished runs as points of one space, with the data, the loss and the precision of the first run.</summary>
internal sealed class Checkpoints : IDisposable
{
    // Graphs that are differentiated twice take far more memory.
    private const long CurvatureBatch = 256;

    private readonly Problem _problem;
    private readonly Dataset _test;
    private readonly Batches _trainBatches;
    private readonly Batches _testBatches;
    private readonly Lazy<Batches> _curvatureBatches;

    private Checkpoints(Problem problem, IReadOnlyList<FinishedRun> runs, Device device)
    {
        ScalarType dtype = WorkingPrecision.Parse(runs[0].Options.DType).ScalarType;
        _problem = problem;
        Points = [.. runs.Select(run => Load(problem.Model, run, dtype))];
        problem.Model.to(dtype).to(device);
        Points = [.. Points.Select(p => Move(p, device))];
        (TrainData, _test) = (problem.Train.To(dtype, device), problem.Test.To(dtype, device));
        // As large as in 'curvature spectrum --method exact', so that an end of a line has the loss that its run's manifest says, to the
        // last bit.
        (_trainBatches, _testBatches) = (TrainData.Batches(), _test.Batches());
        _curvatureBatches = new(() => Batches.ForProducts(TrainData, CurvatureBatch));
        (Train, Test) = (problem.TrainingRisk(_trainBatches), problem.TestRisk(_testBatches));
    }

    /// <summary>w [P] of each run.</summary>
    public IReadOnlyList<Tensor> Points { get; }

    public Dataset TrainData { get; }

    public EmpiricalRisk Train { get; }

    public EmpiricalRisk Test { get; }

    public Sequential Model => _problem.Model;

    public static async Task<Checkpoints> LoadAsync(LandscapeOptions options, ProgressContext progress, CancellationToken cancellation)
    {
        Device device = ComputeDevice.Open(options.Device);
        FinishedRun[] runs = [.. options.Runs.Select(FinishedRun.Open)];
        foreach (FinishedRun run in runs[1..])
        {
            runs[0].RequireComparable(run);
            if (runs[0].HasOtherExamples(run))
            {
                AnsiConsole.WriteLine($"{run.Folder} was trained on other examples than {runs[0].Folder}; all losses here are on those of {runs[0].Folder}.");
            }

            if (runs[0].Options.Training.WeightDecay != run.Options.Training.WeightDecay)
            {
                AnsiConsole.WriteLine(
                    $"{run.Folder} was trained with another weight decay than {runs[0].Folder}; all training losses here have that of {runs[0].Folder}, {runs[0].Options.Training.WeightDecay:g3}.");
            }
        }

        ProblemOptions first = runs[0].Options;
        Problem problem = await Problem.LoadAsync(first with { DataDirectory = options.DataDirectory ?? first.DataDirectory }, progress, cancellation);
        set_num_threads(options.Threads); // holds for the thread that asks, and all that follows is on this one
        try
        {
            return new Checkpoints(problem, runs, device);
        }
        catch
        {
            problem.Dispose();
            throw;
        }
    }

    /// <summary>The Hessian of the training loss at the model's present parameters; the caller owns it.</summary>
    /// <param name="search">The search it is for.</param>
    /// <exception cref="InsufficientMemoryException">Products or the search's basis do not fit.</exception>
    public HessianOperator Hessian(LanczosOptions search)
    {
        var risk = _problem.TrainingRisk(_curvatureBatches.Value);
        var memory = new ProductMemory(risk);
        double needed = LanczosEigensolver.RequiredBytes(risk.Dimension, risk.Layout.DType, search) + memory.VectorBytes(search.BlockSize) + memory.PassBytes;
        long available = MachineMemory.AvailableBytes;
        return needed <= available
            ? new HessianOperator(risk, memory.GraphsThatFit((available - needed) / 2))
            : throw new InsufficientMemoryException(
                $"Eigenvectors of the Hessian of P = {risk.Dimension:N0} parameters, {search.Top} + {search.Bottom} of them, take {MachineMemory.Format(needed)}; {MachineMemory.Format(available)} are available. Ask for eigenvectors nearer to the ends of the spectrum.");
    }

    public void Dispose()
    {
        if (_curvatureBatches.IsValueCreated)
        {
            _curvatureBatches.Value.Dispose();
        }

        Array.ForEach<IDisposable>([.. Points, _trainBatches, _testBatches, TrainData, _test, _problem], d => d.Dispose());
    }

    // A file is read in the precision that it was written in.
    private static Tensor Load(Sequential model, FinishedRun run, ScalarType dtype)
    {
        model.to(WorkingPrecision.Parse(run.Options.TrainingDType).ScalarType);
        ModelFile.Load(model, run.Checkpoint);
        using Tensor point = new ParameterLayout(model).ToVector();
        return point.to(dtype, copy: true);
    }

    private static Tensor Move(Tensor point, Device device)
    {
        using (point)
        {
            return point.to(device, copy: true);
        }
    }
}
