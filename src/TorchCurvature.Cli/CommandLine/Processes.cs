using System.Globalization;
using System.Runtime.InteropServices;
using TorchCurvature.Mpi;
using TorchCurvature.PyTorch;
using TorchCurvature.Resources;
using TorchCurvature.Settings;
using TorchCurvature.Sharing;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>
/// The processes that mpirun, mpiexec or srun started: rank 0 runs the command, and the others do their part of its sums over data. A
/// process that was started alone, or as a part of a reproduction, knows of no other.
/// </summary>
internal static class Processes
{
    // Longer than it takes rank 0 to say what is wrong, where all processes find the same.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string[] args, Func<string[], Task<int>> command)
    {
        if (MpiLauncher.Find() is not { } launcher || args is ["reproduce", ..])
        {
            return await command(args);
        }

        // A launcher may give a process a terminal of its own, which nobody looks at.
        Environment.SetEnvironmentVariable("TERM", "dumb");
        Communicator world;
        try
        {
            world = Communicator.Meet(launcher);
        }
        catch (MpiException e)
        {
            if (launcher.Rank == 0)
            {
                await Console.Error.WriteLineAsync($"Error: {e.Message}");
            }

            return ExitCode.BadUsage;
        }

        return world.Rank == 0 ? await LeadAsync(world, args, command) : Follow(world);
    }

    private static async Task<int> LeadAsync(Communicator world, string[] args, Func<string[], Task<int>> command)
    {
        using var leader = new Leader(world);
        Leader.Current = leader;
        int code = await command(args);
        Leader.Current = null;
        await Console.Out.FlushAsync();
        leader.End(code);
        return code;
    }

    private static int Follow(Communicator world)
    {
        // Rank 0 decides when it is over, and gets the same signals.
        PosixSignalRegistration[] ignored =
            [.. Interruption.Signals.Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true))];
        try
        {
            NativeRuntime.Configure();
            PyTorchFiles.Register();
            using var follower = new Follower(world);
            follower.Serve();
            world.Dispose();
            return ExitCode.Done;
        }
        catch (Exception e)
        {
            Thread.Sleep(s_patience);
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Error: process {world.Rank} of {world.Size}, on {Environment.MachineName}: {PlainMessage.Of(e)}"));
            world.Abort(ExitCode.Failed);
            return ExitCode.Failed;
        }
        finally
        {
            Array.ForEach(ignored, registration => registration.Dispose());
        }
    }
}
