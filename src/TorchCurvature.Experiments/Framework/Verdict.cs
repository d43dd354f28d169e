namespace TorchCurvature.Experiments.Framework;

/// <summary>A claim of the paper beside what was measured.</summary>
/// <param name="Claim">The claim, in a sentence.</param>
/// <param name="Outcome">Whether it was seen to hold.</param>
/// <param name="Evidence">The numbers that say so.</param>
public sealed record Verdict(string Claim, Outcome Outcome, string Evidence);
