using System.Text.Json.Serialization;
using TorchCurvature.Curvature;

namespace TorchCurvature.Studies.Runs;

/// <summary>A point, as the manifest says it: what is said however it was looked at.</summary>
[JsonDerivedType(typeof(ExactPointEntry))]
[JsonDerivedType(typeof(ProductPointEntry))]
internal abstract record PointEntry(long Parameters, RiskEvaluation Train, RiskEvaluation? Test)
{
    [JsonIgnore]
    public RiskEvaluation Train { get; } = Train;

    [JsonIgnore]
    public RiskEvaluation? Test { get; } = Test;

    public long Examples => Train.ExampleCount;

    public double Loss => Train.Loss;

    public double? Accuracy => Train.Accuracy;

    public double? TestLoss => Test?.Loss;

    public double? TestAccuracy => Test?.Accuracy;

    public double? GradientNorm => Train.GradientNorm;

    public double Penalty => Train.Penalty;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ZeroPreactivations => Train.ZeroPreactivations;
}
