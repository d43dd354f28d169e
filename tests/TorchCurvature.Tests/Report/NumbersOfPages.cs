using System.Text.Json;

namespace TorchCurvature.Tests.Report;

/// <summary>Where a page shows which number of <c>run.json</c>: ten for each kind of run, or all where there are fewer.</summary>
internal static class NumbersOfPages
{
    private static readonly Dictionary<string, (string Shown, string Path)[]> s_all = new()
    {
        ["spectrum-exact"] =
        [
            ("λ max", "points.final.largestEigenvalue"),
            ("λ min", "points.final.smallestEigenvalue"),
            ("tr H / P, mean of all λ", "points.final.mean"),
            ("near zero", "points.final.nearZero.count"),
            ("points / loss, training / after training", "points.final.loss"),
            ("points / loss, test / at initialization", "points.initial.testLoss"),
            ("points / gradient norm / after training", "points.final.gradientNorm"),
            ("points / error bound of each λ / after training", "points.final.eigenvalueErrorBound"),
            ("points / standard deviation of all λ / at initialization", "points.initial.standardDeviation"),
            ("points / negative, λ < −error bound / after training", "points.final.negatives"),
            ("points / parameters P / at initialization", "points.initial.parameters"),
        ],
        ["spectrum-density"] =
        [
            ("λ max", "points.final.largestEigenvalue"),
            ("λ min", "points.final.smallestEigenvalue"),
            ("trace", "points.final.estimates[quantity=trace].value"),
            ("near zero", "points.final.estimates[quantity=count-near-zero].value"),
            ("points / error of λ max / after training", "points.final.largestEigenvalueError"),
            ("points / error of λ min / at initialization", "points.initial.smallestEigenvalueError"),
            ("points / Hessian-vector products, eigenpairs / after training", "points.final.eigenpairs.products"),
            ("points / Hessian-vector products, density / after training", "points.final.density.products"),
            ("points / loss, training / at initialization", "points.initial.loss"),
            ("points / gradient norm / after training", "points.final.gradientNorm"),
            ("points / accuracy, test / after training", "points.final.testAccuracy"),
        ],
        ["train"] =
        [
            ("loss, training", "records.last.train.loss"),
            ("loss, test", "records.last.test.loss"),
            ("accuracy, training", "records.last.train.accuracy"),
            ("λ max, last", "largestEigenvalues.last"),
            ("steps", "training.steps"),
        ],
        ["track"] =
        [
            ("λ max", "checkpoints[-1].hessian.largestEigenvalue"),
            ("λ max, preconditioned", "checkpoints[-1].preconditioned.largestEigenvalue"),
            ("trace", "checkpoints[-1].trace"),
            ("loss", "checkpoints[-1].loss"),
            ("checkpoints", "checkpointCount"),
        ],
        ["interpolate"] =
        [
            ("barrier, training", "results.train.barrierAboveLinearInterpolation.height"),
            ("barrier, test", "results.test.barrierAboveLinearInterpolation.height"),
            ("barrier, training, above the mean of the ends", "results.train.barrierAboveMeanOfEnds.height"),
            ("barrier, test, above the mean of the ends", "results.test.barrierAboveMeanOfEnds.height"),
        ],
        ["connect"] =
        [
            ("barrier of the line, training", "results.line.train.barrierAboveMeanOfEnds.height"),
            ("barrier of the curve, training", "results.curve.train.barrierAboveMeanOfEnds.height"),
            ("barrier of the line, test", "results.line.test.barrierAboveMeanOfEnds.height"),
            ("barrier of the curve, test", "results.curve.test.barrierAboveMeanOfEnds.height"),
        ],
        ["sharpness"] =
        [
            ("Keskar sharpness", "results.sharpness"),
            ("loss", "results.loss"),
            ("largest loss, start 1", "results.largestLosses[0]"),
        ],
        ["plane"] =
        [
            ("loss at A", "results.points[0].trainLoss"),
            ("loss at B", "results.points[1].trainLoss"),
            ("loss at C", "results.points[2].trainLoss"),
            ("plane-networks / B / x", "results.points[1].x"),
            ("plane-networks / C / x", "results.points[2].x"),
            ("plane-networks / C / y", "results.points[2].y"),
            ("plane-networks / A / test loss", "results.points[0].testLoss"),
            ("plane-networks / B / test loss", "results.points[1].testLoss"),
            ("plane-networks / C / test loss", "results.points[2].testLoss"),
            ("plane-networks / C / training loss", "results.points[2].trainLoss"),
        ],
        ["reproduce"] = [("seeds", "options.seeds")],
        ["theory-marchenko-pastur"] =
        [
            ("lower edge", "results.lowerEdge"), ("upper edge", "results.upperEdge"), ("share of zeros", "results.atomAtZero"),
            ("mean", "results.mean"), ("standard deviation", "results.standardDeviation"),
        ],
        ["theory-bbp"] =
        [
            ("lower edge", "results.lowerEdge"), ("upper edge", "results.upperEdge"), ("threshold", "results.threshold"),
            ("place of the outlier", "results.prediction.place"), ("squared overlap", "results.prediction.overlap"),
        ],
        ["theory-outliers"] =
        [
            ("share of zeros", "results.atomAtZero"), ("upper edge of bulk 1", "results.bulks[0].upper"),
            ("upper edge of bulk 2", "results.bulks[1].upper"), ("place of the spike 6", "results.predictions[0].place"),
            ("place of the spike 8", "results.predictions[1].place"),
        ],
    };

    /// <summary>Fails where a number of the page is not that of the manifest, to the last digit.</summary>
    public static void AssertAreThoseOf(string manifest, string kind, IReadOnlyDictionary<string, ShownNumber> shown)
    {
        using JsonDocument document = JsonDocument.Parse(manifest);
        foreach ((string label, string path) in s_all[kind])
        {
            string digits = Find(document.RootElement, path).GetRawText();
            Assert.True(shown.ContainsKey(label), $"'{label}' is not among {string.Join("; ", shown.Keys)}");
            shown[label].AssertIs(digits);
        }
    }

    // Names and, in brackets, places of an array, from its end where they are negative, or what an element says.
    private static JsonElement Find(JsonElement from, string path)
    {
        JsonElement found = from;
        foreach (string step in path.Replace("[", ".[", StringComparison.Ordinal).Split('.'))
        {
            found = step.StartsWith('[') ? Element([.. found.EnumerateArray()], step[1..^1]) : found.GetProperty(step);
        }

        return found;
    }

    private static JsonElement Element(JsonElement[] all, string which) => which.Split('=') switch
    {
        [var name, var value] => all.Single(element => element.GetProperty(name).GetString() == value),
        [var place] => int.Parse(place, System.Globalization.CultureInfo.InvariantCulture) is var i && i < 0 ? all[all.Length + i] : all[i],
        _ => throw new FormatException($"'{which}' is no place."),
    };
}
