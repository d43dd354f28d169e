using System.Globalization;
using System.Text.RegularExpressions;
using TorchCurvature.Experiments.Framework;

namespace TorchCurvature.Experiments.Claims;

/// <summary>Numbers of experiments, read from their tables.</summary>
internal static partial class Readings
{
    /// <summary>The screes of figure 3.</summary>
    public static ClassScree[] Screes(PublishedResults results) =>
    [
        .. from row in results.Rows("figure3")
           group row by (Classes: row.Whole("classes"), Seed: row.Whole("seed")) into network
           select new ClassScree(
               network.Key.Classes,
               [.. network.Select(row => row.Number("eigenvalue"))],
               network.Sum(row => row.Whole("above_gap"))),
    ];

    /// <summary>The principal components of figure 2.</summary>
    public static ClassCounts[] Components(PublishedResults results) =>
    [
        .. from row in results.Rows("figure2")
           group row by row.Whole("classes") into data
           select new ClassCounts(
               data.Key, [.. data.GroupBy(row => row.Whole("seed")).Select(seed => (int?)seed.Sum(row => row.Whole("is_large")))]),
    ];

    /// <summary>The networks of table 1, at its first stop.</summary>
    public static CountedRun[] Runs(PublishedResults results)
    {
        IReadOnlyList<PublishedRow> rows = results.Rows("table1", "table1-runs");
        bool hasStops = rows[0].Cells.ContainsKey("stop");
        return [.. rows.Where(row => !hasStops || row.Text("stop") == rows[0].Text("stop")).Select(Run)];

        static CountedRun Run(PublishedRow row)
        {
            Match name = RowName().Match(row.Text("row"));
            return name.Success
                ? new CountedRun(
                    name.Groups["activation"].Value == "ReLU",
                    name.Groups["algorithm"].Value == "SGD",
                    double.Parse(name.Groups["spread"].Value, CultureInfo.InvariantCulture),
                    int.Parse(name.Groups["classes"].Value, CultureInfo.InvariantCulture),
                    row.Whole("seed"),
                    (int?)row.NumberOrNone("bulk_edge"),
                    row.NumberOrNone("bulk_edge_cutoff"),
                    row.Number("lambda_max"))
                : throw new MissingResultException($"{row.File} has a row '{row.Text("row")}', which is none of the paper's");
        }
    }

    /// <summary>For each seed of figure 1, the share of eigenvalues near zero.</summary>
    public static double[] NearZero(PublishedResults results, string point) =>
    [
        .. results.Rows("figure1", "figure1-seeds")
            .Where(row => row.Text("point") == point)
            .Select(row => row.Number("near_zero") / row.Number("parameters")),
    ];

    /// <summary>The networks of growing width, as figures 4, 5 and 6 show them.</summary>
    public static WidthRow WidthsOf(PublishedResults results, string figure) => new(
    [
        .. from run in results.Rows(figure, $"{figure}-runs")
           join row in results.Rows(figure) on Network(run) equals Network(row) into network
           select new NetworkCurve(
               run.Whole("width"), run.Whole("parameters"), run.Whole("seed"), run.Whole("negatives"),
               [.. network.Select(row => row.Number("x"))],
               [.. network.Select(row => row.Number("eigenvalue"))]),
    ]);

    /// <summary>The networks of large and small batches, as figures 7 and 8 show them.</summary>
    public static BatchEdges[] Batches(PublishedResults results, string figure)
    {
        return
        [
            .. from row in results.Rows(figure)
               group row by row.Whole("seed") into pair
               select new BatchEdges(Edge(pair, "large"), Edge(pair, "small")),
        ];

        static double[] Edge(IEnumerable<PublishedRow> pair, string batch) =>
            [.. pair.Where(row => row.Text("batch") == batch).Select(row => row.Number("eigenvalue"))];
    }

    /// <summary>The trainings of figure 9.</summary>
    public static TwoPhaseRun[] Trainings(PublishedResults results) =>
    [
        .. from row in results.Rows("figure9")
           group row by row.Whole("seed") into run
           select new TwoPhaseRun([.. run.Select(Look)]),
    ];

    /// <summary>How much more accurate the small batch's solutions of figure 10 are.</summary>
    public static PairedDifference[] Gains(PublishedResults results) =>
    [
        .. from row in results.Rows("figure10", "figure10-gains")
           select new PairedDifference(row.Number("at_the_ends"), row.Number("at_the_ends_standard_error")),
    ];

    /// <summary>The lines of figure 10.</summary>
    public static SolutionLine[] Lines(PublishedResults results) =>
    [
        .. from row in results.Rows("figure10")
           group row by row.Whole("seed") into line
           select new SolutionLine([.. line.Select(Point)]),
    ];

    /// <summary>The spikes of appendix B that show.</summary>
    public static SpikePlace[] Outliers(PublishedResults results) =>
    [
        .. from row in results.Rows("appendix-b")
           where row.Text("is_outlier") == "true"
           select new SpikePlace(row.Number("predicted_place"), row.Number("place"), row.Number("place_error")),
    ];

    private static (int Width, int Seed) Network(PublishedRow row) => (row.Whole("width"), row.Whole("seed"));

    private static TrainingLook Look(PublishedRow row) => new(
        row.Whole("phase"), row.Number("train_loss"), row.Number("train_accuracy"), row.Number("test_loss"), row.Number("test_accuracy"));

    private static LinePoint Point(PublishedRow row) => new(
        row.Number("alpha"), row.Number("train_loss"), row.Number("train_loss_standard_error"));

    [GeneratedRegex(@"^(?<algorithm>GD|SGD) (?<activation>tanh|ReLU), cov (?<spread>[\d.]+), C = (?<classes>\d+)$")]
    private static partial Regex RowName();
}
