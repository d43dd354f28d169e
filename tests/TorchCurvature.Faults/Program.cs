using System.CommandLine;
using TorchCurvature.Faults.Disk;
using TorchCurvature.Faults.Fuzzing;
using TorchCurvature.Faults.Kills;

var root = new RootCommand("Throws faults at TorchCurvature: damaged files, kills and full disks.")
{
    FuzzCommand.Build(),
    KillCommand.Build(),
    DiskCommand.Build(),
};
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
