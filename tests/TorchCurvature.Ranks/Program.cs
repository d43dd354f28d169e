using System.Text.Json;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Eigensolvers.Distributed;
using TorchCurvature.Mpi;
using TorchCurvature.Operators.Distributed;
using TorchCurvature.Ranks;
using TorchCurvature.Resources;
using TorchSharp;

// One of several processes that a launcher starts: computes its part of each matrix, solves with the others, and rank 0 prints all
// eigenvalues, a line for each. Arguments: the solver (elpa, scalapack or best), then the matrices, each as RankCase reads it. Or the word
// commands, and a file of them.
if (args is ["commands", var file])
{
    return await Processes.RunAsync([], _ => CommandList.RunAsync(file));
}

NativeRuntime.Configure();
torch.set_num_threads(1);
try
{
    MpiLauncher launcher = MpiLauncher.Find() ?? new MpiLauncher(MpiFamily.OpenMpi, "nothing", Size: 1, Rank: 0);
    using var world = Communicator.Meet(launcher);
    void Report(RankReport report)
    {
        if (world.Rank == 0)
        {
            Console.WriteLine(JsonSerializer.Serialize(report));
        }
    }

    try
    {
        DistributedEigensolver solver = args[0] switch
        {
            "elpa" => ElpaEigensolver.Open(),
            "scalapack" => ScalapackEigensolver.Open(),
            _ => DistributedEigensolver.Find(),
        };
        foreach (string text in args[1..])
        {
            using var matrix = new RankCase(text);
            var grid = ProcessGrid.For(world.Rank, world.Size, matrix.Dimension);
            using BlockCyclicPart part = matrix.Part(grid);
            double[] squares = [part.SquaredNorm()];
            world.Sum(squares);
            double[] values = solver.Values(part, world.FortranHandle);
            double[] sum = [.. values];
            world.Sum(sum);
            bool isSameInAll = sum.Zip(values).All(pair => pair.First == pair.Second * world.Size);
            Report(new RankReport(solver.Name, world.Size, squares[0], isSameInAll, values));
        }
    }
    catch (SolverUnavailableException e)
    {
        Report(new RankReport(e.Message, world.Size, 0, true, []));
    }
}
catch (MpiException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

return 0;
