using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>
/// The usual help page, with the verb's examples at its end; the page of the whole command ends with the first verb's first.
/// </summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    // Who asks for help need not name what the command requires.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in ExamplesOf(parseResult.CommandResult.Command))
        {
            output.WriteLine("  " + example);
        }

        return code;
    }

    private static IEnumerable<string> ExamplesOf(Command command) =>
        command is Verb verb ? verb.Examples : command.Subcommands.OfType<Verb>().First().Examples.Take(1);
}
