using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Reporting;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FoldersAreCreatedAndHoldNothingButWhatIsWritten()
    {
        RunDirectory run = RunDirectory.Open(_folder["a/b"], overwrite: false);
        run.WriteText("plots/note.txt", "λ\n");
        Assert.Equal([run.PathOf("plots/note.txt")], Directory.GetFiles(run.Path, "*", SearchOption.AllDirectories));
        Assert.Equal("λ\n"u8.ToArray(), File.ReadAllBytes(run.PathOf("plots/note.txt")));
    }

    [Fact]
    public void AFailingWriterLeavesTheOldFileAndNoTemporaryOne()
    {
        RunDirectory run = RunDirectory.Open(_folder.Path, overwrite: false);
        run.WriteText("a.txt", "old");
        Assert.Throws<InvalidOperationException>(() => run.Write("a.txt", file =>
        {
            file.Write("half"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal([_folder["a.txt"]], Directory.GetFiles(_folder.Path));
        Assert.Equal("old", File.ReadAllText(_folder["a.txt"]));
    }

    [Fact]
    public void TheTemporaryFileIsBesideTheFileAndHasItsExtension()
    {
        RunDirectory run = RunDirectory.Open(_folder.Path, overwrite: false);
        string? seen = null;
        run.Write("plots/a.png", _ => seen = Directory.GetFiles(_folder["plots"]).Single());
        Assert.Equal(_folder["plots"], Path.GetDirectoryName(seen));
        Assert.Equal(".png", Path.GetExtension(seen));
        Assert.NotEqual("a.png", Path.GetFileName(seen));
    }

    [Fact]
    public void AFinishedRunIsNotOverwrittenUnasked()
    {
        RunDirectory.Open(_folder.Path, overwrite: false).WriteText("run.json", "{}");
        RunDirectoryException error = Assert.Throws<RunDirectoryException>(() => RunDirectory.Open(_folder.Path, overwrite: false));
        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
        Assert.Contains("--out", error.Message, StringComparison.Ordinal);
        Assert.Equal("{}", File.ReadAllText(_folder["run.json"]));
    }

    [Fact]
    public void OverwritingRemovesTheMarkOfAFinishedRunAndLeavesOtherFiles()
    {
        File.WriteAllText(_folder["run.json"], "{}");
        File.WriteAllText(_folder["mine.txt"], "mine");
        RunDirectory run = RunDirectory.Open(_folder.Path, overwrite: true);
        Assert.True(File.Exists(_folder["run.json"])); // a run that fails before it has a result leaves the old one whole
        run.WriteText("a.txt", "a");
        Assert.Equal([_folder["a.txt"], _folder["mine.txt"]], Directory.GetFiles(_folder.Path).Order());
    }

    [Fact]
    public void TheFirstNewFileRemovesWhatAnEarlierRunLeft()
    {
        RunDirectory former = RunDirectory.Open(_folder.Path, overwrite: false);
        Array.ForEach(["model.dat", "plots/old.png", "a.txt"], name => former.WriteText(name, "old"));
        former.WriteText("run-unfinished.json", "{}");
        File.WriteAllText(_folder["mine.txt"], "mine");

        RunDirectory run = RunDirectory.Open(_folder.Path, overwrite: false, "model.dat", "plots/old.png", "a.txt");
        Assert.Equal("old", File.ReadAllText(_folder["model.dat"]));
        run.WriteText("a.txt", "new");
        run.WriteText("model.dat", "new");
        Assert.Equal(
            [_folder["a.txt"], _folder["mine.txt"], _folder["model.dat"], _folder["run-unfinished.json"]],
            Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Order());
        Assert.Equal(("new", "new"), (File.ReadAllText(_folder["a.txt"]), File.ReadAllText(_folder["model.dat"])));
    }

    [Fact]
    public void AnUnfinishedRunMayBeContinued()
    {
        RunDirectory.Open(_folder.Path, overwrite: false).WriteText("a.txt", "a");
        RunDirectory.Open(_folder.Path, overwrite: false).WriteText("a.txt", "b");
        Assert.Equal("b", File.ReadAllText(_folder["a.txt"]));
    }

    [Fact]
    public void AFileOfUnknownOriginThatIsNamedAsOneOfARunIsNotOverwrittenUnasked()
    {
        Directory.CreateDirectory(_folder["plots"]);
        File.WriteAllText(_folder["plots/a.png"], "mine");
        RunDirectoryException error =
            Assert.Throws<RunDirectoryException>(() => RunDirectory.Open(_folder.Path, overwrite: false, "b.txt", "plots/a.png"));
        Array.ForEach(["'plots/a.png'", "--force", "--out"], words => Assert.Contains(words, error.Message, StringComparison.Ordinal));
        Assert.Equal([_folder["plots/a.png"]], Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));

        RunDirectory.Open(_folder.Path, overwrite: true, "b.txt", "plots/a.png").WriteText("plots/a.png", "new");
        Assert.Equal("new", File.ReadAllText(_folder["plots/a.png"]));
    }

    [Fact]
    public void AFolderIsMarkedFromTheFirstFileOfARunUntilItsManifestAndMayBeTakenAsLong()
    {
        RunDirectory.Open(_folder.Path, overwrite: false, "a.txt", "b.txt").WriteText("a.txt", "a");
        Assert.Equal([_folder["a.txt"], _folder["run-unfinished.json"]], Directory.GetFiles(_folder.Path).Order());

        RunDirectory run = RunDirectory.Open(_folder.Path, overwrite: false, "a.txt", "b.txt");
        run.WriteText("b.txt", "b");
        Assert.Equal([_folder["b.txt"], _folder["run-unfinished.json"]], Directory.GetFiles(_folder.Path).Order());
        run.WriteText("run.json", "{}");
        Assert.Equal([_folder["b.txt"], _folder["run.json"]], Directory.GetFiles(_folder.Path).Order());
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/below")]
    public void AFileIsNoFolder(string path)
    {
        File.WriteAllText(_folder["file"], "");
        RunDirectoryException error = Assert.Throws<RunDirectoryException>(() => RunDirectory.Open(_folder[path], overwrite: true));
        Assert.Contains("--out", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderThatCannotBeWrittenToIsRefused()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "needs a file system that nobody may write to");
        Assert.Throws<RunDirectoryException>(() => RunDirectory.Open("/proc/self/task", overwrite: false));
    }
}
