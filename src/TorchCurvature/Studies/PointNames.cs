namespace TorchCurvature.Studies;

/// <summary>What files and tables call the points of a training run that are looked at.</summary>
public static class PointNames
{
    /// <summary>Before the first step.</summary>
    public const string Initial = "initial";

    /// <summary>After the last one.</summary>
    public const string Final = "final";

    /// <summary>All of them, in the order of time.</summary>
    public static IReadOnlyList<string> All { get; } = [Initial, Final];

    /// <summary>Where a point is, at the end of a sentence.</summary>
    /// <param name="point">Its name.</param>
    public static string Place(string point) => point == Initial ? "at initialization" : "after training";
}
