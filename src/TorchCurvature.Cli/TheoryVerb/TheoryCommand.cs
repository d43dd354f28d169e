using System.CommandLine;
using TorchCurvature.Cli.CommandLine;

namespace TorchCurvature.Cli.TheoryVerb;

/// <summary>The verb <c>theory</c>: draws, tabulates and prints laws of random matrices.</summary>
internal static class TheoryCommand
{
    private static readonly string[] Examples =
    [
        "curvature theory marchenko-pastur --gamma 0.5 --out runs/law",
        "curvature theory bbp --gamma 0.5 --spike 3 --out runs/bbp",
    ];

    public static Command Build() => new Verb(
        "theory",
        "Draws laws of sample covariance spectra, and predicts outliers.",
        Examples)
    {
        MarchenkoPasturCommand.Build(),
        TransitionCommand.Build(),
        OutliersCommand.Build(),
    };
}
