using System.CommandLine;
using System.Globalization;
using TorchCurvature.Training;

namespace TorchCurvature.Cli.TrainVerb;

/// <summary>The option <c>--phases</c>: batch size and steps of each phase, like <c>1000:2500,32:2500</c>.</summary>
internal static class PhaseList
{
    private const string WholeBatch = "full";

    public static Option<string?> Option()
    {
        var option = new Option<string?>("--phases")
        {
            Description = "Phases of one run that differ in their batch size only, each as SIZE:STEPS, like 1000:2500,32:2500; full for all examples. In place of --optimizer, --batch-size and --max-steps.",
            HelpName = "size:steps,…",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !TryRead(text, out _))
            {
                result.AddError($"--phases '{text}' must be SIZE:STEPS with commas between them, like 1000:2500,32:2500; SIZE is a whole number from 1 or the word {WholeBatch}, STEPS a whole number from 1.");
            }
        });
        return option;
    }

    /// <summary>The phases of a text that <see cref="Option"/> lets pass.</summary>
    public static IReadOnlyList<TrainingPhase> Read(string text) => TryRead(text, out List<TrainingPhase> phases) ? phases : throw new FormatException($"'{text}' is no list of phases.");

    private static bool TryRead(string text, out List<TrainingPhase> phases)
    {
        phases = [];
        foreach (string part in text.Split(','))
        {
            if (part.Split(':') is not [var size, var steps] || !TryReadNumber(steps, out int count))
            {
                return false;
            }

            int batch = 0;
            if (size != WholeBatch && !TryReadNumber(size, out batch))
            {
                return false;
            }

            phases.Add(new TrainingPhase(size == WholeBatch ? null : batch, count));
        }

        return true;
    }

    private static bool TryReadNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
