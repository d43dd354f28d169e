using System.Globalization;

namespace TorchCurvature.Training;

/// <summary>A stretch of a training run with one batch size.</summary>
/// <param name="BatchSize">Examples in a mini-batch; null for all of them in every step.</param>
/// <param name="Steps">Steps to take.</param>
public sealed record TrainingPhase(int? BatchSize, long Steps)
{
    private const string WholeBatch = "full";

    /// <summary>The one phase of a run without phases.</summary>
    /// <param name="options">How it trains.</param>
    public static TrainingPhase Of(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TrainingPhase(options.Optimizer.ExamplesPerStep, options.MaxSteps);
    }

    /// <summary>The phases of a text such as <c>1000:2500,32:2500</c>: batch size, or the word full, and steps of each.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is none; the message is the end of a sentence that begins with the text.</exception>
    public static IReadOnlyList<TrainingPhase> ParseList(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Split(',').Select(ParseOne)];
    }

    private static TrainingPhase ParseOne(string text)
    {
        if (text.Split(':') is [var size, var steps] && TryParse(steps, out int count))
        {
            if (size == WholeBatch)
            {
                return new TrainingPhase(null, count);
            }

            if (TryParse(size, out int batch))
            {
                return new TrainingPhase(batch, count);
            }
        }

        throw new FormatException(
            "must be SIZE:STEPS with commas between them, like 1000:2500,32:2500; SIZE is a whole number from 1 or the word "
                + $"{WholeBatch}, STEPS a whole number from 1.");
    }

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
