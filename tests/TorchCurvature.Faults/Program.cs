using System.CommandLine;
using TorchCurvature.Faults.Fuzzing;

// What an enemy of the command would do to it: damaged files, kills, full disks, wrong mathematics.
var root = new RootCommand("Throws faults at TorchCurvature: damaged files, kills, full disks, mutations of its mathematics.")
{
    FuzzCommand.Build(),
};
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
