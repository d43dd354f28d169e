using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>The points of a training that a run looked at.</summary>
internal static class Points
{
    /// <summary>What a point is called.</summary>
    public static string Name(string point) => point switch
    {
        "initial" => "at initialization",
        "final" => "after training",
        "given" => "at the given weights",
        _ => point,
    };

    /// <summary>The points that the manifest describes, in the order of time.</summary>
    public static IReadOnlyList<KeyValuePair<string, Manifest>> Of(RunFolder run) => [.. run.Manifest["points"].Properties];

    /// <summary>The one that a reader wants to see first; nothing where there is none.</summary>
    public static Manifest Last(RunFolder run) => Of(run) is [.., var last] ? last.Value : Manifest.Nothing;

    /// <summary>Estimated quantities by their names, which versions write differently.</summary>
    public static Manifest Estimate(Manifest point, string quantity) => point["estimates"].Items
        .FirstOrDefault(estimate => estimate["quantity"].Text.Replace("count-", "", StringComparison.Ordinal) == quantity);

    /// <summary>How many eigenvalues a rule finds above its cutoff.</summary>
    public static Manifest Outliers(Manifest point, string rule) =>
        point["outliers"].Items.FirstOrDefault(outliers => outliers["rule"].Text == rule);
}
