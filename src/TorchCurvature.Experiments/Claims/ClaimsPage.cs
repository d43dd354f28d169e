using System.Globalization;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Experiments.Claims;

/// <summary>The page of all claims.</summary>
internal static class ClaimsPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="directory">The folder of the page.</param>
    /// <param name="title">What it is called.</param>
    /// <param name="context">Preset.</param>
    /// <param name="claims">The claims as judged.</param>
    /// <param name="results">The results that they were judged by.</param>
    /// <param name="experiments">All experiments that there are.</param>
    public static void Write(
        RunDirectory directory, string title, ExperimentContext context, IReadOnlyList<JudgedClaim> claims, PublishedResults results,
        IReadOnlyList<Experiment> experiments)
    {
        string way = Path.GetRelativePath(directory.Path, Path.GetFullPath(results.Folder)).Replace('\\', '/');
        string level = Judgement.DecidingLevel.ToString(CultureInfo.InvariantCulture);
        string warning = context.Preset == Preset.Smoke ? "Smoke size: nothing is decided.\n\n" : "";
        directory.WriteText("README.md", $"""
            # {title}

            {warning}Figures and tables of "Empirical Analysis of the Hessian of Over-Parametrized Neural Networks" (Sagun, Evci, Güney,
            Dauphin, Bottou 2018), reproduced, and every empirical claim of it in its order. {Counts(claims)}

            ```sh
            curvature reproduce table1 --preset quick --seeds 5 --out runs/paper
            ```

            writes a figure or table as PNG, SVG and CSV, and a page with the paper's numbers beside ours and a verdict on each of its
            claims; `all` writes every one, and then this page from their numbers, which `claims` alone does as well. An interrupted run
            resumes. `figure9` and `figure10` share one training: an hour of one thread for each seed of the paper preset.

            ## The claims

            A claim holds where the whole interval of its number bears it out, or its test has a level of at most {level}; it does not hold
            where the whole interval, or the opposite test, speaks against it. Otherwise, and where its experiment has not been run, it is
            not decided. Brackets hold intervals, n is the number of seeds or networks; what decides, and how the interval is made, is said
            with each.

            {Table(claims, results, way)}

            The numbers are in [claims.csv](claims.csv), with all digits and the command that measures each.

            ## The pages

            {Pages(experiments, results, way)}
            """.ReplaceLineEndings("\n") + "\n");
    }

    private static string Counts(IReadOnlyList<JudgedClaim> claims)
    {
        int holds = Count(Outcome.Holds), fails = Count(Outcome.DoesNotHold), open = Count(Outcome.NotDecided);
        int others = Count(Outcome.NotApplicable);
        return $"Of {claims.Count} claims, {holds + fails} are decided: {holds} hold and {fails} do not; {open} are not decided"
            + (others > 0 ? $", and {others} not applicable." : ".");

        int Count(Outcome outcome) => claims.Count(c => c.Judgement.Outcome == outcome);
    }

    private static string Table(IReadOnlyList<JudgedClaim> claims, PublishedResults results, string way) => PageTable.Of(
        claims,
        new("", c => $"{c.Claim.Number}"),
        new("claim of the paper", c => $"{PageTable.Escaped(c.Claim.Text)}"),
        new("where", c => $"{c.Claim.Place}"),
        new("measured by", c => $"{string.Join(", ", c.Claim.Experiments.Select(e => Linked(e, results, way)))}"),
        new("verdict", c => $"{PageTable.Marked(c.Judgement.Outcome)}"),
        new("by which number", c => $"{PageTable.Escaped(c.Judgement.Evidence)}"));

    private static string Pages(IReadOnlyList<Experiment> experiments, PublishedResults results, string way) => PageTable.Of(
        experiments,
        new("page", e => $"{Linked(e.Name, results, way)}"),
        new("what it shows", e => $"{e.Title}"));

    private static string Linked(string experiment, PublishedResults results, string way)
    {
        string place = way == "." ? experiment : $"{way}/{experiment}";
        return results.Has(experiment) ? $"[{experiment}]({place})" : experiment;
    }
}
