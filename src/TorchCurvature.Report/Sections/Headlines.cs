using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>The numbers that a page begins with: five, as far as a run has them.</summary>
internal static class Headlines
{
    public static IReadOnlyList<Headline> Of(RunFolder run)
    {
        IEnumerable<Headline?> found = run.Command switch
        {
            "train" => OfTraining(run.Manifest),
            "track" => OfCheckpoints(run.Manifest),
            "interpolate" => OfPath(run.Manifest["results"], ""),
            "connect" => OfCurve(run.Manifest["results"]),
            "plane" => OfPlane(run.Manifest["results"]),
            "sharpness" => OfSharpness(run.Manifest["results"]),
            "reproduce" => [Number("seeds", run.Manifest["options"]["seeds"])],
            var verb when verb.StartsWith("theory", StringComparison.Ordinal) => OfLaw(run.Manifest["results"]),
            _ => OfPoint(Points.Last(run)),
        };
        return [.. found.OfType<Headline>().Take(5)];
    }

    private static IEnumerable<Headline?> OfPoint(Manifest point)
    {
        Manifest bound = point["eigenvalueErrorBound"];
        return
        [
            Number("λ max", point["largestEigenvalue"], PlusMinus(point.FirstOf("largestEigenvalueError", "eigenvalueErrorBound"))),
            Number("λ min", point["smallestEigenvalue"], PlusMinus(point.FirstOf("smallestEigenvalueError", "eigenvalueErrorBound"))),
            Estimated("trace", Points.Estimate(point, "trace")) ?? Number("tr H / P, mean of all λ", point["mean"], PlusMinus(bound)),
            Outliers(Points.Outliers(point, "bulk-edge")),
            Zeros(point) ?? EstimatedZeros(Points.Estimate(point, "near-zero")),
        ];
    }

    private static Headline? Outliers(Manifest outliers)
    {
        string? missing = outliers["basis"].Text switch
        {
            "too-few" => "too few eigenvalues to tell",
            "not-applicable" => "the bulk has no edge of the kind that the rule looks for",
            _ => null,
        };
        if (missing is not null)
        {
            return new Headline("outliers", new Cell("not known"), missing);
        }

        if (!outliers["count"].IsNumber)
        {
            return null;
        }

        string note = outliers["count"].Number > 0
            ? $"above {Digits.Of(outliers["cutoff"].Number)}, by the bulk's edge"
            : "none found beyond the bulk's edge";
        return Number("outliers", outliers["count"], note);
    }

    private static Headline? Zeros(Manifest point) => Number(
        "near zero", point["nearZero"]["count"],
        $"{Digits.Percent(point["nearZero"]["count"].Number / point["parameters"].Number)} of all: |λ| ≤ "
            + Digits.Of(point["nearZero"]["threshold"].Number));

    private static Headline? EstimatedZeros(Manifest estimate) => Estimated("near zero", estimate) is { } zeros
        ? zeros with { Note = $"{zeros.Note}; |λ| ≤ {Digits.Of(estimate["threshold"].Number)}" }
        : null;

    private static Headline? Estimated(string label, Manifest estimate)
    {
        string resolved = estimate["isResolved"] is { IsNothing: false, IsTrue: false } ? "not resolved: " : "";
        string note = estimate["lower"].IsNumber
            ? $"{resolved}{Digits.Of(estimate["lower"].Number)} to {Digits.Of(estimate["upper"].Number)} (95 %)"
            : PlusMinus(estimate["standardError"]);
        return Number(label, estimate["value"], note);
    }

    private static IEnumerable<Headline?> OfTraining(Manifest manifest)
    {
        Manifest last = manifest["records"]["last"], looks = manifest.FirstOf("largestEigenvalues", "sharpness");
        return
        [
            Number("loss, training", last["train"]["loss"], "at the last record"),
            Number("loss, test", last["test"]["loss"], "at the last record"),
            Number("accuracy, training", last["train"]["accuracy"], Of("test", last["test"]["accuracy"])),
            Number("λ max, last", looks["last"], Of("2 / η =", looks["twoOverLearningRate"]))
                ?? Number("gradient norm", last["train"]["gradientNorm"]),
            Number("steps", manifest["training"]["steps"], manifest["training"]["reason"].Text.Replace('-', ' ')),
        ];
    }

    private static IEnumerable<Headline?> OfCheckpoints(Manifest manifest)
    {
        Manifest last = manifest["checkpoints"].Items.LastOrDefault();
        return
        [
            Number("λ max", last["hessian"]["largestEigenvalue"], $"at {last["file"].Text}"),
            Number(
                "λ max, preconditioned", last["preconditioned"]["largestEigenvalue"],
                Of("not stable above", last["stabilityThreshold"])),
            Number("trace", last["trace"], PlusMinus(last["traceStandardError"])),
            Number("loss", last["loss"], Of("gradient norm", last["gradientNorm"])),
            Number("checkpoints", manifest["checkpointCount"], $"{manifest["products"].Text} Hessian-vector products"),
        ];
    }

    private static IEnumerable<Headline?> OfPath(Manifest path, string name) =>
    [
        Barrier($"barrier{name}, training", path["train"]["barrierAboveLinearInterpolation"], "above linear interpolation"),
        Barrier($"barrier{name}, test", path["test"]["barrierAboveLinearInterpolation"], "above linear interpolation"),
        Barrier($"barrier{name}, training, above the mean of the ends", path["train"]["barrierAboveMeanOfEnds"], ""),
        Barrier($"barrier{name}, test, above the mean of the ends", path["test"]["barrierAboveMeanOfEnds"], ""),
    ];

    private static IEnumerable<Headline?> OfCurve(Manifest results) =>
    [
        Barrier("barrier of the line, training", results["line"]["train"]["barrierAboveMeanOfEnds"], "above the mean of the ends"),
        Barrier("barrier of the curve, training", results["curve"]["train"]["barrierAboveMeanOfEnds"], "above the mean of the ends"),
        Barrier("barrier of the line, test", results["line"]["test"]["barrierAboveMeanOfEnds"], "above the mean of the ends"),
        Barrier("barrier of the curve, test", results["curve"]["test"]["barrierAboveMeanOfEnds"], "above the mean of the ends"),
        new Headline(
            "level set", new Cell(results["levelSet"]["decision"].Text.Replace('-', ' ')),
            Of("for a tolerance of", results["levelSet"]["tolerance"])),
    ];

    private static Headline? Barrier(string label, Manifest barrier, string note) => Number(
        label, barrier["height"],
        string.Join(
            ", ", new[] { PlusMinus(barrier["standardError"]), Of("at α =", barrier["position"]), note }.Where(part => part.Length > 0)));

    private static IEnumerable<Headline?> OfPlane(Manifest results) =>
    [
        .. results["points"].Items.Select(p => Number($"loss at {p["point"].Text}", p["trainLoss"], Of("test", p["testLoss"]))),
        .. results["eigenpairs"].Items.Select((pair, place) => Number(
            $"λ of axis {place + 1}", pair["value"], PlusMinus(pair.FirstOf("radius", "residualNorm")))),
        Number("radius", results["radius"], "along each eigenvector"),
    ];

    private static IEnumerable<Headline?> OfSharpness(Manifest results) =>
    [
        Number("Keskar sharpness", results["sharpness"], "100 (largest loss − loss) / (1 + loss)"),
        Number("loss", results["loss"]),
        .. results["largestLosses"].Items.Select((loss, place) => Number($"largest loss, start {place + 1}", loss)),
    ];

    private static IEnumerable<Headline?> OfLaw(Manifest results) =>
    [
        Number("lower edge", results["lowerEdge"]), Number("upper edge", results["upperEdge"]),
        Number("share of zeros", results["atomAtZero"]), Number("mean", results["mean"], "zeros included"),
        Number("standard deviation", results["standardDeviation"]), Number("threshold", results["threshold"]),
        Number("place of the outlier", results["prediction"]["place"]), Number("squared overlap", results["prediction"]["overlap"]),
        .. results["bulks"].Items.Select((bulk, place) => Number(
            $"upper edge of bulk {place + 1}", bulk["upper"], Of("from", bulk["lower"]))),
        .. results["predictions"].Items.Select(p => Number($"place of the spike {p["spike"].Text}", p["place"])),
    ];

    private static Headline? Number(string label, Manifest value, string note = "") =>
        value.IsNumber ? new Headline(label, Cells.Of(value), note) : null;

    private static string PlusMinus(Manifest error) => error.IsNumber ? $"± {Digits.Error(error.Number)}" : "";

    private static string Of(string words, Manifest value) => value.IsNumber ? $"{words} {Digits.Of(value.Number)}" : "";
}
