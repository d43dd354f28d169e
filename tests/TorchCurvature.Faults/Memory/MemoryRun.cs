namespace TorchCurvature.Faults.Memory;

/// <summary>A run whose memory is looked at.</summary>
/// <param name="Arguments">The command line; <c>--out</c> is a word for a folder, which others may read.</param>
/// <param name="LimitMegabytes">The memory of the container that it runs in; null for the whole machine.</param>
internal sealed record MemoryRun(string Arguments, int? LimitMegabytes = null)
{
    private const string Small = "spectrum --samples 200 --dimension 6 --hidden 4 --max-steps 50 --points final";
    private const string Whole = "spectrum --samples 500 --dimension 49 --hidden 25,15 --max-steps 10 --points final";
    private const string LeNet = "spectrum --data mnist --model lenet --max-steps 5 --points final";

    /// <summary>All verbs, P from 53 to 79,510, some in containers.</summary>
    public static IReadOnlyList<MemoryRun> All { get; } =
    [
        new("train --samples 200 --dimension 20 --hidden 30 --max-steps 50 --out a"),
        new("train --samples 200 --dimension 20 --hidden 30 --max-steps 60 --out b"),
        new("train --data mnist --samples 2000 --hidden 100 --optimizer sgd --batch-size 100 --max-steps 200 --out m", 1000),
        new("interpolate a b --points 5 --out i"),
        new("connect a b --points 5 --steps 20 --batch-size 64 --out c"),
        new("plane a --eigenvectors 1,2 --resolution 5 --out p"),
        new("sharpness a --steps 5 --out k"),
        new($"{Small} --out s"),
        new($"{Small} --out s3", 300),
        new($"{Small} --theory --out t"),
        new($"{Small} --split --out h", 300),
        new("spectrum --samples 200 --dimension 20 --hidden 8 --max-steps 50 --method density --points final --density-error 0.2 --out d"),
        new($"{Whole} --out w", 1000),
        new($"{Whole} --split --noise --out ws"),
        new($"{Whole} --eigenvectors --out v"),
        new("spectrum --samples 500 --dimension 100 --hidden 50 --curvature empirical-fisher --max-steps 10 --points final --out g", 1000),
        new($"{LeNet} --samples 500 --curvature empirical-fisher --out lf", 1200),
        new($"{LeNet} --samples 300 --curvature gauss-newton --method exact --out lg", 4000),
        new($"{LeNet} --samples 300 --method lanczos --top 5 --bottom 5 --out ll", 4000),
        new(
            "spectrum --data mnist --samples 500 --hidden 100 --max-steps 5 --points final --method lanczos --top 3 --bottom 0 --out x",
            2000),
    ];
}
