using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Experiments.Claims;

/// <summary>An empirical claim of the paper, and how measured numbers decide it.</summary>
/// <param name="Number">Its number, in the paper's order.</param>
/// <param name="Text">The claim, in a sentence.</param>
/// <param name="Place">Where it stands in the paper.</param>
/// <param name="Experiments">The experiments that measure it; none where no experiment does.</param>
/// <param name="Judge">Reads their numbers and judges.</param>
internal sealed record Claim(
    int Number, string Text, string Place, IReadOnlyList<string> Experiments, Func<PublishedResults, Judgement> Judge)
{
    /// <summary>What the results in a folder say of it.</summary>
    public JudgedClaim Decide(PublishedResults results)
    {
        string command = string.Join(" && ", Experiments.Select(results.CommandOf));
        try
        {
            return new JudgedClaim(this, Judge(results), command);
        }
        catch (MissingResultException e)
        {
            return new JudgedClaim(this, new Judgement(Outcome.NotDecided, $"{e.Message}: run {command}"), command);
        }
    }
}
