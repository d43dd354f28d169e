using System.Text.Json.Serialization;

namespace TorchCurvature.Experiments.Claims;

/// <summary>A training, and what was seen on its way.</summary>
/// <param name="IsFullBatch">Whether every step saw all data.</param>
/// <param name="Seed">The seed of data, weights and order; the two trainings of a seed begin at the same weights.</param>
/// <param name="Samples">N.</param>
/// <param name="BatchSize">b, examples in a small batch.</param>
/// <param name="Parameters">P.</param>
/// <param name="Classes">C.</param>
/// <param name="KeskarSharpness">Keskar sharpness at the end.</param>
/// <param name="Looks">What was seen, in order.</param>
internal sealed record Descent(
    bool IsFullBatch, int Seed, int Samples, int BatchSize, int Parameters, int Classes, double KeskarSharpness,
    IReadOnlyList<GradientLook> Looks)
{
    /// <summary>The look at the end.</summary>
    [JsonIgnore]
    public GradientLook Last => Looks[^1];

    /// <summary>What theory has for the mean of ‖g‖² over batches without replacement.</summary>
    public double PredictedBatchSquare(GradientLook look) =>
        look.GradientSquare + (look.NoiseTrace / BatchSize * (Samples - BatchSize) / (Samples - 1));

    /// <summary>The gradient over the noise of a batch, both squared.</summary>
    public double SignalToNoise(GradientLook look) => look.GradientSquare * BatchSize / look.NoiseTrace;
}
