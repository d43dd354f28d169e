using System.CommandLine;
using TorchCurvature.Cli;
using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests.Documentation;

/// <summary>The pages in docs/verbs say what the command's help says. UPDATE_SNAPSHOTS=1 writes them anew.</summary>
public sealed class VerbPageTests
{
    private static readonly string s_folder = Path.Combine(RepositoryRoot.Path, "docs", "verbs");

    [Fact]
    public void ThePagesAreThoseOfTheCommand()
    {
        Dictionary<string, string> pages =
            VerbPage.Tree(CurvatureCommand.Root).ToDictionary(c => VerbPage.FileName(c.Path), c => VerbPage.Text(c.Path, c.Command));
        if (Environment.GetEnvironmentVariable(Snapshot.Update) == "1")
        {
            Write(pages);
        }

        Assert.Equal(pages.Keys.Order(StringComparer.Ordinal), Written().Order(StringComparer.Ordinal));
        Assert.All(pages, page => Assert.Equal(page.Value, File.ReadAllText(Path.Combine(s_folder, page.Key)).ReplaceLineEndings("\n")));
    }

    [Fact]
    public void APageHasEveryOptionWithItsDefault()
    {
        Option<int> number = new("--top") { Description = "a|b.", HelpName = "number", DefaultValueFactory = _ => 20 };
        Command command = new("look", "Looks.") { number, new Option<bool>("--all") { Description = "All." } };
        Assert.Equal(
            "# curvature look\n\nLooks.\n\n| option | |\n| --- | --- |\n| `--top <number>` | a\\|b. Default: `20`. |\n| `--all` | All. |\n",
            VerbPage.Text("curvature look", command));
    }

    private static void Write(Dictionary<string, string> pages)
    {
        Directory.CreateDirectory(s_folder);
        foreach (string name in Written().Except(pages.Keys).ToArray())
        {
            File.Delete(Path.Combine(s_folder, name));
        }

        foreach ((string name, string text) in pages)
        {
            File.WriteAllText(Path.Combine(s_folder, name), text);
        }
    }

    private static IEnumerable<string> Written() =>
        Directory.Exists(s_folder) ? Directory.GetFiles(s_folder).Select(path => Path.GetFileName(path)) : [];
}
