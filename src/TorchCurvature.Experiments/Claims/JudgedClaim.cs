namespace TorchCurvature.Experiments.Claims;

/// <summary>A claim with what was found of it.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Judgement">What was found.</param>
/// <param name="Command">The command that measures it.</param>
internal sealed record JudgedClaim(Claim Claim, Judgement Judgement, string Command);
