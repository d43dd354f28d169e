using System.CommandLine;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>A verb of the command, or one below it: a command with the examples that end its help page.</summary>
internal sealed class Verb(string name, string description, IReadOnlyList<string> examples) : Command(name, description)
{
    /// <summary>Command lines as a user would type them.</summary>
    public IReadOnlyList<string> Examples => examples;
}
