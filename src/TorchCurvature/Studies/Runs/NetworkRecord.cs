using System.Text.Json.Nodes;
using TorchCurvature.Precision;

namespace TorchCurvature.Studies.Runs;

/// <summary>What the manifest of a run says of the network that it trained: from it the run's data and network can be made again.</summary>
/// <param name="Problem">Data, network, loss, weight decay and seed.</param>
/// <param name="Precision">The precision in which it is, or was, looked at.</param>
/// <param name="TrainingPrecision">The precision in which it was trained, and its parameters were saved.</param>
public sealed record NetworkRecord(ProblemSpec Problem, WorkingPrecision Precision, WorkingPrecision TrainingPrecision)
{
    /// <summary>The name of this object in a manifest.</summary>
    public const string Key = "network";

    /// <summary>The object of a manifest, which <see cref="FromJson"/> reads.</summary>
    public JsonObject ToJson() => new()
    {
        ["problem"] = Problem.ToJson(),
        ["precision"] = Precision.Word,
        ["training-precision"] = TrainingPrecision.Word,
    };

    /// <summary>The record of a manifest's object.</summary>
    /// <param name="json">The object.</param>
    /// <exception cref="FormatException">It lacks a part.</exception>
    /// <exception cref="ArgumentException">A word is none that is known.</exception>
    public static NetworkRecord FromJson(JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new NetworkRecord(
            ProblemSpec.FromJson(ManifestValue.Object(json, "problem")),
            WorkingPrecision.Parse(ManifestValue.Required<string>(json, "precision")),
            WorkingPrecision.Parse(ManifestValue.Required<string>(json, "training-precision")));
    }
}
