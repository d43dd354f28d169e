using System.Text.Json.Nodes;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Precision;

namespace TorchCurvature.Studies.Runs;

/// <summary>
/// Manifests of the verbs <c>train</c> and <c>spectrum</c> from before they described their network: it follows from the object
/// <c>options</c>, which holds the options of the command line by the names of that time.
/// </summary>
internal static class FormerManifest
{
    private static readonly Dictionary<string, string> s_namesOfToday = new() { ["covariance"] = "spread" };

    /// <summary>Reads the network of such a manifest. An option that it does not name had the value that it still usually has.</summary>
    /// <exception cref="FormatException">The manifest has no options, or one of them has a value that it does not take.</exception>
    /// <exception cref="ArgumentException">A word is none that is known.</exception>
    public static NetworkRecord Read(JsonObject manifest)
    {
        JsonObject options = ManifestValue.Object(manifest, "options");
        Dictionary<string, JsonNode?> values = options.ToDictionary(o => s_namesOfToday.GetValueOrDefault(o.Key, o.Key), o => o.Value);
        var usual = new ProblemSpec();
        var problem = new ProblemSpec
        {
            Data = DataSpecs.Registry.Pick(Word("data", usual.Data.Word), values),
            Model = ModelSpecs.Registry.Pick(Word("model", usual.Model.Word), values),
            Loss = LossSpecs.Registry.Pick(Word("loss", usual.Loss.Word), values),
            WeightDecay = ManifestValue.Optional(options, "weight-decay", usual.WeightDecay),
            Seed = ManifestValue.Optional(options, "seed", usual.Seed),
        };
        return new NetworkRecord(
            problem,
            WorkingPrecision.Parse(Word("dtype", WorkingPrecision.Float64.Word)),
            WorkingPrecision.Parse(Word("training-dtype", WorkingPrecision.Float32.Word)));

        string Word(string name, string otherwise) => ManifestValue.Optional(options, name, otherwise);
    }
}
