using System.CommandLine.Help;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>The examples at the end of each help page.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> OfCommand = new()
    {
        ["spectrum"] =
        [
            "curvature spectrum --data blobs --classes 5 --out runs/first",
            "curvature spectrum --data mnist --samples 1000 --model mlp --hidden 10 --data-dir data --out runs/mnist",
            "curvature spectrum --data mnist --samples 1000 --model convnet --optimizer sgd --max-steps 5000 --out runs/convnet",
            "curvature spectrum --config runs/first/run.json --seed 1 --out runs/second",
        ],
        ["completion"] = ["source <(curvature completion bash)"],
    };

    public static bool Write(HelpContext context)
    {
        string[] examples = OfCommand.GetValueOrDefault(context.Command.Name) ?? OfCommand["spectrum"][..1];
        context.Output.WriteLine("Examples:");
        foreach (string example in examples)
        {
            context.Output.WriteLine("  " + example);
        }

        return true;
    }
}
