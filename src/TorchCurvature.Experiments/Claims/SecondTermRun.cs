using System.Text.Json.Serialization;

namespace TorchCurvature.Experiments.Claims;

/// <summary>A training, and both terms of its Hessian on the way.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Parameters">P.</param>
/// <param name="Samples">N.</param>
/// <param name="Looks">What was seen, in order.</param>
internal sealed record SecondTermRun(int Seed, int Parameters, int Samples, IReadOnlyList<SecondTermLook> Looks)
{
    /// <summary>The look at the end.</summary>
    [JsonIgnore]
    public SecondTermLook Last => Looks[^1];
}
