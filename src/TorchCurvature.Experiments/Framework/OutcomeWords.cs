namespace TorchCurvature.Experiments.Framework;

/// <summary>Outcomes in words.</summary>
public static class OutcomeWords
{
    /// <summary>The words for an outcome.</summary>
    /// <param name="outcome">The outcome.</param>
    public static string Words(this Outcome outcome) => outcome switch
    {
        Outcome.Holds => "holds",
        Outcome.DoesNotHold => "does not hold",
        Outcome.NotApplicable => "not applicable",
        _ => "not decided",
    };
}
