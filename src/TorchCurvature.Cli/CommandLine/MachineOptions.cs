using System.CommandLine;
using TorchCurvature.Sharing;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>Where and with how many threads a verb computes.</summary>
internal sealed record MachineOptions(int Threads, string Device)
{
    private static readonly Option<int> ThreadsOption = Numbers.Option(
        "--threads", "Threads of the numerical libraries.", UsualThreads, least: 1, most: Environment.ProcessorCount);

    private static readonly Option<bool> DeterministicOption = new("--deterministic")
    {
        Description = "Sum in one order, whatever cores there are: with one thread, in the place of --threads.",
    };

    private static readonly Option<string> DeviceOption = ComputeDevice.Option();

    public static IReadOnlyList<Option> All { get; } = [ThreadsOption, DeterministicOption, DeviceOption];

    // Several processes share the processors of a machine.
    private static int UsualThreads => Math.Max(1, Environment.ProcessorCount / (Leader.Current?.ProcessesHere ?? 1));

    public static MachineOptions Read(ParseResult parsed) => new(ThreadsOf(parsed), parsed.GetRequiredValue(DeviceOption));

    /// <summary>The threads that a command line computes with, and its manifest says.</summary>
    public static int ThreadsOf(ParseResult parsed) => parsed.GetValue(DeterministicOption) ? 1 : parsed.GetRequiredValue(ThreadsOption);

    /// <summary>Whether an option is that of the threads.</summary>
    public static bool AreThreads(Option option) => option == ThreadsOption;
}
