using TorchCurvature.Report.Content;

namespace TorchCurvature.Report.Sections;

/// <summary>Several runs beside each other: their facts and numbers in tables, and figures that two or more have in one.</summary>
internal static class Comparison
{
    public static RunPage Of(IReadOnlyList<RunPage> runs)
    {
        string[] names = [.. runs.Select(run => run.Name)];
        PageTable[] tables =
        [
            new("compared-numbers", "Numbers", ["quantity", .. names], Rows(runs, run => run.Headlines.Select(h =>
                KeyValuePair.Create(h.Label, h.Note.StartsWith('±') ? h.Value with { Text = $"{h.Value.Text} {h.Note}" } : h.Value)))),
            new("compared-facts", "What was looked at", ["quantity", .. names], Rows(runs, run => run.Facts.Select(fact =>
                KeyValuePair.Create(fact.Label, new Cell(fact.Text))))),
        ];
        var figures =
            from run in runs
            from section in run.Sections
            from figure in section.Figures
            where figure.Kind != FigureKind.Plane
            group new Part(run.Name, figure) by figure.Id into parts
            where parts.Count() > 1
            select Merged([.. parts]);
        return new RunPage(
            string.Join(", ", names), $"{runs.Count} runs compared", [], [],
            [new Section("compared", "Beside each other", [], tables), new Section("figures", "Figures", [.. figures], [])], "", "", []);
    }

    private static IReadOnlyList<Cell>[] Rows(
        IReadOnlyList<RunPage> runs, Func<RunPage, IEnumerable<KeyValuePair<string, Cell>>> values)
    {
        Dictionary<string, Cell>[] all = [.. runs.Select(run => values(run).ToDictionary())];
        return
        [
            .. all.SelectMany(ofRun => ofRun.Keys).Distinct().Select(label => (IReadOnlyList<Cell>)
                [new Cell(label), .. all.Select(ofRun => ofRun.GetValueOrDefault(label, new Cell("")))]),
        ];
    }

    // Of each run what its own figure shows at first, all in the colour of the run.
    private static Figure Merged(Part[] parts) => parts[0].Figure with
    {
        Series =
        [
            .. from part in parts
               from series in part.Figure.Series
               where series.IsShown
               select series with { Name = $"{part.Run}: {series.Name}", Group = part.Run },
        ],
        Marks = [.. Marks(parts)],
    };

    // Of marks that are a run's own, one a run: more cannot be told apart, and stand in the tables of the runs.
    private static IEnumerable<Mark> Marks(Part[] parts)
    {
        Mark[][] all = [.. parts.Select(Shown)];
        if (all.All(marks => marks.SequenceEqual(all[0])))
        {
            return all[0];
        }

        return all.Any(marks => marks.Length > 1)
            ? []
            : parts.Zip(all).SelectMany(run => run.Second.Select(
                mark => mark with { Label = $"{run.First.Run}, {mark.Label}", Group = run.First.Run }));
    }

    private static Mark[] Shown(Part part) =>
    [
        .. part.Figure.Marks.Where(
            mark => mark.Group is null || part.Figure.Series.Any(series => series.IsShown && series.Group == mark.Group)),
    ];

    private sealed record Part(string Run, Figure Figure);
}
