using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Settings;

namespace TorchCurvature.Tests.Settings;

/// <summary>A spec with a setting of every type, optional and not.</summary>
internal sealed record SampleSpec : Spec
{
    public override string Word => "sample";

    [Setting("whole", "A whole number.", Least = 2)]
    public int Whole { get; init; } = 3;

    [Setting("long", "A long one.", Least = -1, MustExceed = true)]
    public long Long { get; init; }

    [Setting("real", "A number.", Least = 0.5, MustExceed = true)]
    public double Real { get; init; } = 1;

    [Setting("maybe-real", "A number or none.")]
    public double? MaybeReal { get; init; }

    [Setting("size", "A size.")]
    public ImageSize Size { get; init; } = new(1, 2);

    [Setting("maybe-size", "A size or none.")]
    public ImageSize? MaybeSize { get; init; }

    [Setting("text", "A text.")]
    public string Text { get; init; } = "a b";

    [Setting("place", "A place.", IsPlace = true)]
    public string? Place { get; init; }

    [Setting("kind", "A word.")]
    public Activation Kind { get; init; }

    [Setting("list", "A list.")]
    public IReadOnlyList<int> List { get; init; } = [4, 5];

    [Setting("share", "A number in an interval.", Least = 0, Below = 1)]
    public double Share { get; init; }

    [Setting("switch", "Yes or no.")]
    public bool Switch { get; init; }

    [Setting("reals", "Numbers.", Least = 0, Below = 10)]
    public IReadOnlyList<double> Reals { get; init; } = [0.5, 2];

    public int NotASetting { get; init; }
}
