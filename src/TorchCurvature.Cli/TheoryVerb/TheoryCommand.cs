using System.CommandLine;

namespace TorchCurvature.Cli.TheoryVerb;

/// <summary>The verb <c>theory</c>: draws, tabulates and prints laws of random matrices.</summary>
internal static class TheoryCommand
{
    public static Command Build() => new("theory", "Draws the laws that the spectra of sample covariance matrices follow, and says what becomes of single large eigenvalues.")
    {
        MarchenkoPasturCommand.Build(),
        TransitionCommand.Build(),
        OutliersCommand.Build(),
    };
}
