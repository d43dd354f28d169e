namespace TorchCurvature.Studies;

/// <summary>What files and tables call the points of a training run that are looked at.</summary>
public static class PointNames
{
    /// <summary>Before the first step.</summary>
    public const string Initial = "initial";

    /// <summary>After the last one.</summary>
    public const string Final = "final";

    /// <summary>With the weights that were given, of a network that is not trained here.</summary>
    public const string Given = "given";

    /// <summary>All of them, in the order of time.</summary>
    public static IReadOnlyList<string> All { get; } = [Given, Initial, Final];

    /// <summary>Where a point is, at the end of a sentence.</summary>
    /// <param name="point">Its name.</param>
    public static string Place(string point) => point switch
    {
        Given => "at the given weights",
        Initial => "at initialization",
        _ => "after training",
    };
}
