using System.CommandLine;
using TorchCurvature.Cli;
using TorchCurvature.Cli.CommandLine;

namespace TorchCurvature.Tests.Cli;

public sealed class RenamedOptionsTests
{
    [Theory]
    [InlineData("train --track-sharpness 5 -x", "train --track-eigenvalues 5 -x", "--track-sharpness is called --track-eigenvalues now")]
    [InlineData("train --track-sharpness=5", "train --track-eigenvalues=5", "--track-sharpness is called --track-eigenvalues now")]
    [InlineData("spectrum --covariance:2 --out x", "spectrum --spread:2 --out x", "--covariance is called --spread now")]
    [InlineData("spectrum --track-sharpness 5", "spectrum --track-sharpness 5", null)]
    [InlineData("train --track-sharpness-not 5 --track-eigenvalues 5", "train --track-sharpness-not 5 --track-eigenvalues 5", null)]
    [InlineData("", "", null)]
    public void AFormerNameOfTheVerbIsReplacedAndNothingElse(string given, string present, string? hint)
    {
        List<string> hints = [];
        string[] args = given.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(present, string.Join(' ', RenamedOptions.Translate(args, hints.Add)));
        Assert.Equal(given, string.Join(' ', args));
        Assert.Equal(hint is null ? [] : [$"{hint}; the old name works in this version only."], hints);
    }

    [Fact]
    public void EveryPresentNameIsAnOptionOfItsVerbAndNoFormerNameIs()
    {
        RootCommand root = CurvatureCommand.Root;
        Assert.All(RenamedOptions.All, renamed =>
        {
            string[] names = [.. root.Subcommands.Single(c => c.Name == renamed.Verb).Options.Select(o => o.Name)];
            Assert.Contains(renamed.Present, names);
            Assert.DoesNotContain(renamed.Former, names);
        });
    }
}
