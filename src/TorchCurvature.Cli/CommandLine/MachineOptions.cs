using System.CommandLine;
using TorchCurvature.Sharing;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>Where and with how many threads a verb computes.</summary>
internal sealed record MachineOptions(int Threads, string Device)
{
    private static readonly Option<int> ThreadsOption = Numbers.Option(
        "--threads", "Threads of the numerical libraries.", UsualThreads, least: 1, most: Environment.ProcessorCount);

    private static readonly Option<string> DeviceOption = ComputeDevice.Option();

    public static IReadOnlyList<Option> All { get; } = [ThreadsOption, DeviceOption];

    // Several processes share the processors of a machine.
    private static int UsualThreads => Math.Max(1, Environment.ProcessorCount / (Leader.Current?.ProcessesHere ?? 1));

    public static MachineOptions Read(ParseResult parsed) =>
        new(parsed.GetRequiredValue(ThreadsOption), parsed.GetRequiredValue(DeviceOption));
}
