using System.CommandLine;
using TorchCurvature.Training;

namespace TorchCurvature.Cli.TrainVerb;

/// <summary>The option <c>--phases</c>: batch size and steps of each phase, like <c>1000:2500,32:2500</c>.</summary>
internal static class PhaseList
{
    public static Option<string?> Option()
    {
        var option = new Option<string?>("--phases")
        {
            Description = "Phases that differ in their batch size, each SIZE:STEPS, like 1000:2500,32:2500; full for all examples. In "
                + "place of --batch-size and --max-steps.",
            HelpName = "size:steps,…",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && Refusal(text) is { } refusal)
            {
                result.AddError($"--phases '{text}' {refusal}");
            }
        });
        return option;
    }

    private static string? Refusal(string text)
    {
        try
        {
            TrainingPhase.ParseList(text);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
