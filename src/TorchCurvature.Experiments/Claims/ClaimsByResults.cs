using TorchCurvature.Experiments.Framework;
using TorchCurvature.Reporting;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Claims;

/// <summary>All empirical claims of the paper, decided by the tables that the other experiments have written.</summary>
/// <param name="experiments">The others.</param>
internal sealed class ClaimsByResults(IReadOnlyList<Experiment> experiments) : Experiment
{
    public override string Name => "claims";

    public override string Title => "The paper's claims, decided";

    public override string Folder => "";

    public override IReadOnlyList<string> Files => ["claims.csv"];

    public override IReadOnlyList<Verdict> Run(ExperimentContext context, RunDirectory directory, CancellationToken cancellation)
    {
        var results = new PublishedResults(context.ResultsFolder);
        JudgedClaim[] claims = [.. ClaimList.All.Select(claim => Decided(context, claim.Decide(results)))];
        CsvTable.Write(directory, "claims.csv", claims,
        [
            new("claim", c => FormattableString.Invariant($"{c.Claim.Number}. {c.Claim.Text}")),
            new("place", c => c.Claim.Place),
            new("verdict", c => c.Judgement.Outcome.Words()),
            new("statistic", c => c.Judgement.Statistic),
            new("value", c => c.Judgement.Value, CsvTable.Shortest),
            new("lower", c => c.Judgement.Lower, CsvTable.Shortest),
            new("upper", c => c.Judgement.Upper, CsvTable.Shortest),
            new("level", c => c.Judgement.Level, CsvTable.Shortest),
            new("seeds", c => c.Judgement.Seeds),
            new("command", c => c.Command),
        ]);
        ClaimsPage.Write(directory, Title, context, claims, results, experiments);
        return [.. claims.Select(c => new Verdict(c.Claim.Text, c.Judgement.Outcome, c.Judgement.Evidence))];
    }

    private static JudgedClaim Decided(ExperimentContext context, JudgedClaim claim)
    {
        // The smoke size decides nothing.
        Verdict verdict = context.Judge([new Verdict(claim.Claim.Text, claim.Judgement.Outcome, claim.Judgement.Evidence)])[0];
        return claim with { Judgement = claim.Judgement with { Outcome = verdict.Outcome } };
    }
}
