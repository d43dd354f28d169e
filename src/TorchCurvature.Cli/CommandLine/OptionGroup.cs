namespace TorchCurvature.Cli.CommandLine;

/// <summary>What an option is about: its part of the help page, in this order.</summary>
internal enum OptionGroup
{
    Law,
    Landscape,
    Experiment,
    Data,
    Network,
    Loss,
    Training,
    Curvature,
    Machine,
    Output,
}
