using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>The usual help page, with examples at its end.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new()
    {
        ["spectrum"] =
        [
            "curvature spectrum --data blobs --classes 5 --out runs/first",
            "curvature spectrum --data mnist --samples 1000 --model mlp --hidden 10 --data-dir data --out runs/mnist",
            "curvature spectrum --data mnist --samples 1000 --model convnet --optimizer sgd --max-steps 5000 --out runs/convnet",
            "curvature spectrum --config runs/first/run.json --seed 1 --out runs/second",
        ],
        ["train"] =
        [
            "curvature train --data mnist --samples 1000 --hidden 30 --learning-rate 0.5 --max-steps 2000 --track-sharpness 100 --data-dir data --out runs/edge",
            "curvature train --data cifar10 --model alexnet --phases 1000:2500,32:2500 --checkpoint-every 500 --data-dir data --out runs/phases",
            "curvature train --resume --config runs/phases/run-unfinished.json --out runs/phases",
        ],
        ["reproduce"] =
        [
            "curvature reproduce table1 --preset quick --seeds 5 --out runs/paper",
            "curvature reproduce all --preset smoke --seeds 1 --out runs/smoke",
        ],
        ["theory"] = ["curvature theory marchenko-pastur --gamma 0.5 --out runs/law", "curvature theory bbp --gamma 0.5 --spike 3 --out runs/bbp"],
        ["marchenko-pastur"] = ["curvature theory marchenko-pastur --gamma 0.5 --out runs/law"],
        ["bbp"] = ["curvature theory bbp --gamma 0.5 --spike 3 --out runs/bbp"],
        ["outliers"] = ["curvature theory outliers --gamma 0.2 --population 1:0.9,4:0.1 --spikes 6,8 --out runs/outliers"],
        ["interpolate"] =
        [
            "curvature interpolate runs/large-batch runs/small-batch --out runs/line",
            "curvature interpolate runs/seed0 runs/seed1 --from 0 --to 1 --points 21 --match-units --out runs/matched",
        ],
        ["connect"] = ["curvature connect runs/seed0 runs/seed1 --steps 5000 --tolerance 0.02 --out runs/curve", "curvature connect runs/seed0 runs/seed1 --curve band --pivots 9 --out runs/band"],
        ["sharpness"] = ["curvature sharpness runs/large-batch --epsilon 5e-4 --out runs/sharpness"],
        ["plane"] = ["curvature plane runs/seed0 runs/seed1 runs/seed2 --resolution 31 --out runs/plane", "curvature plane runs/seed0 --eigenvectors 1,2 --out runs/bowl"],
        ["completion"] = ["source <(curvature completion bash)"],
    };

    // Who asks for help need not name what the command requires.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in Examples.GetValueOrDefault(parseResult.CommandResult.Command.Name) ?? Examples["spectrum"][..1])
        {
            output.WriteLine("  " + example);
        }

        return code;
    }
}
