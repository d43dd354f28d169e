using System.Text.Json.Serialization;

namespace TorchCurvature.Curvature;

/// <summary>The empirical risk on training and test data at one step of a training run.</summary>
public sealed record RiskRecord
{
    [JsonConstructor]
    internal RiskRecord(long step, int phase, RiskEvaluation train, RiskEvaluation? test)
    {
        (Step, Phase, Train, Test) = (step, phase, train, test);
    }

    /// <summary>Steps taken before this moment.</summary>
    public long Step { get; }

    /// <summary>The phase that led here, from 1.</summary>
    public int Phase { get; }

    /// <summary>On the training data.</summary>
    public RiskEvaluation Train { get; }

    /// <summary>On the test data; null where there are none.</summary>
    public RiskEvaluation? Test { get; }
}
