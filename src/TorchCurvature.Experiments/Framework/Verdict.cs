namespace TorchCurvature.Experiments.Framework;

/// <summary>A claim of the paper beside what was measured.</summary>
/// <param name="Claim">The claim, in a sentence.</param>
/// <param name="Outcome">Whether it was seen to hold.</param>
/// <param name="Evidence">The numbers that say so, as plain text.</param>
public sealed record Verdict(string Claim, Outcome Outcome, string Evidence)
{
    /// <summary>A verdict by numbers that either bear a claim out or refute it.</summary>
    /// <param name="claim">The claim, in a sentence.</param>
    /// <param name="holds">Whether the numbers bear it out.</param>
    /// <param name="evidence">The numbers.</param>
    internal static Verdict Of(string claim, bool holds, string evidence) => Of(claim, holds, isRefuted: !holds, evidence);

    /// <summary>A verdict by numbers that may also say neither.</summary>
    /// <param name="claim">The claim, in a sentence.</param>
    /// <param name="holds">Whether the numbers bear it out.</param>
    /// <param name="isRefuted">Whether, if they do not, they speak against it.</param>
    /// <param name="evidence">The numbers.</param>
    internal static Verdict Of(string claim, bool holds, bool isRefuted, string evidence)
    {
        Outcome otherwise = isRefuted ? Outcome.DoesNotHold : Outcome.NotDecided;
        return new Verdict(claim, holds ? Outcome.Holds : otherwise, evidence);
    }
}
