using TorchCurvature.Settings;

namespace TorchCurvature.Tests.Settings;

/// <summary>A spec with a setting that no text says.</summary>
internal sealed record UnreadableSpec : Spec
{
    public override string Word => "unreadable";

    [Setting("matrix", "A list of real numbers.")]
    public double[] Matrix { get; init; } = [];
}
