using TorchCurvature.Settings;

namespace TorchCurvature.Tests.Settings;

/// <summary>A spec with a setting that cannot be set.</summary>
internal sealed record FixedSpec : Spec
{
    public override string Word => "fixed";

    [Setting("side", "A number.")]
    public int Side { get; } = 3;
}
