using System.CommandLine;
using TorchCurvature.Faults.Disk;
using TorchCurvature.Faults.Fuzzing;
using TorchCurvature.Faults.Kills;
using TorchCurvature.Faults.Memory;
using TorchCurvature.Faults.Messages;
using TorchCurvature.Faults.Mutations;
using TorchCurvature.Faults.Soak;

var root = new RootCommand("Throws faults at TorchCurvature: damaged files, kills, full disks, long use, mistakes in the mathematics.")
{
    FuzzCommand.Build(),
    KillCommand.Build(),
    DiskCommand.Build(),
    MutationCommand.Build(),
    SoakCommand.Build(),
    MemoryCommand.Build(),
    MessageCommand.Build(),
};
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
