namespace TorchCurvature.Tests.Documentation;

/// <summary>
/// What is done with each command line of the documentation: it is run as it stands, or with fewer examples and steps, or only parsed, with
/// the reason.
/// </summary>
internal static class DocumentedCommands
{
    private const string NeedsMnist = "MNIST is a download; RealDataTests and `.ci/run` look at it where it is at hand";
    private const string NeedsCifar10 = "CIFAR-10 is a download, and the network takes minutes";
    private const string TakesLong = "takes minutes to hours; CommandContractTests and `.ci/run` run every experiment at its smallest size";

    // Two run side by side.
    private static readonly string[] s_asItStands = ["--threads", "1"];
    private static readonly string[] s_small =
        ["--samples", "60", "--dimension", "10", "--hidden", "5", "--max-steps", "20", .. s_asItStands];
    private static readonly string[] s_oneEigenvalue = ["--top", "1", "--relative-error", "0.5", .. s_asItStands];

    /// <summary>Command lines that are run, with the options that are set otherwise for it.</summary>
    public static IReadOnlyDictionary<string, string[]> Run { get; } = new Dictionary<string, string[]>
    {
        ["curvature spectrum --data blobs --classes 5 --out runs/first"] = s_small,
        ["curvature spectrum --data blobs --classes 3 --points final --out runs/three"] = s_small,
        ["curvature spectrum --data blobs --classes 8 --points final --out runs/eight"] = s_small,
        ["curvature spectrum --data blobs --classes 5 --points final --split --out runs/split"] = s_small,
        ["curvature spectrum --model net.pt --data set.npz --loss cross-entropy --out runs/mine"] = s_asItStands,
        ["curvature spectrum --model net.pt --data set.npz --loss cross-entropy --method lanczos --top 5 --bottom 0 --out runs/top"]
            = s_asItStands,
        ["curvature spectrum --model net.pt --data set.npz --loss cross-entropy --method density --out runs/density"]
            = ["--density-error", "0.5", "--relative-error", "0.5", "--tolerance", "1e-3", "--top", "2", "--bottom", "1", .. s_asItStands],
        ["curvature spectrum --model net.pt --weights step-100.pt --data set.npz --out runs/step100"] = s_asItStands,
        ["curvature track --model net.pt --checkpoints 'step-*.pt' --data set.npz --out runs/track"] = s_oneEigenvalue,
        ["curvature track --model net.pt --checkpoints 'runs/*/step-*.pt' --data set.npz --out runs/track"] = s_oneEigenvalue,
        ["curvature interpolate runs/large-batch runs/small-batch --out runs/line"] = ["--points", "3", .. s_asItStands],
        ["curvature theory marchenko-pastur --gamma 0.5 --out runs/law"] = [],
        ["curvature theory bbp --gamma 0.5 --spike 3 --out runs/bbp"] = [],
        ["curvature theory outliers --gamma 0.1 --population 1:0.9,4:0.1 --spikes 6,8 --out runs/outliers"] = [],
    };

    /// <summary>Command lines that are only parsed, with the reason.</summary>
    public static IReadOnlyDictionary<string, string> OnlyParsed { get; } = new Dictionary<string, string>
    {
        ["curvature spectrum --data mnist --samples 1000 --resize 14x14 --hidden 20 --points final --out runs/digits"] = NeedsMnist,
        ["curvature spectrum --data mnist --model lenet --samples 1000 --optimizer sgd --max-steps 2000 --method density --out runs/lenet"]
            = NeedsMnist,
        ["curvature spectrum --data cifar10 --model alexnet --samples 1000 --optimizer sgd --batch-size 50 --max-steps 400 --points final "
            + "--method exact --curvature gauss-newton --dtype float32 --out runs/alexnet"] = NeedsCifar10,
        ["curvature train --data mnist --resize 14x14 --samples 2000 --hidden 50 --activation tanh --loss squared-error "
            + "--learning-rate 0.1 --max-steps 5000 --track-eigenvalues 50 --out runs/edge"] = NeedsMnist,
        ["curvature reproduce table1 --preset quick --seeds 5 --out runs/paper"] = TakesLong,
        ["curvature reproduce cohen --preset quick --seeds 5 --out runs/later"] = TakesLong,
    };
}
