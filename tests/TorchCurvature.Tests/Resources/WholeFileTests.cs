using TorchCurvature.Resources;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Resources;

public sealed class WholeFileTests : IDisposable
{
    private const int NoSpaceLeft = 28;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TemporaryNamesDifferAndAreFreeAgainWhateverHappens()
    {
        HashSet<string> names = [];
        for (int i = 0; i < 50; i++)
        {
            WholeFile.Write(_folder["a.csv"], _ => names.Add(Directory.GetFiles(_folder.Path, "*.partial.csv").Single()));
        }

        Assert.Equal(50, names.Count);
        IOException full = Assert.Throws<IOException>(() => WholeFile.Write(_folder["a.csv"], _ =>
            throw new IOException(
                $"No space left on device : '{Directory.GetFiles(_folder.Path, "*.partial.csv").Single()}'", NoSpaceLeft)));
        Assert.Equal($"No space left on device : '{_folder["a.csv"]}'", full.Message);
        Assert.True(WholeFile.IsForWantOfRoom(full));
        Assert.Equal([_folder["a.csv"]], Directory.GetFiles(_folder.Path));
    }

    /// <summary>A file that is a link is replaced, and what it names stays as it is.</summary>
    [Fact]
    public void NoLinkIsFollowed()
    {
        File.WriteAllText(_folder["mine"], "mine");
        File.CreateSymbolicLink(_folder["a.csv"], _folder["mine"]);
        File.CreateSymbolicLink(_folder["a.partial.csv"], _folder["mine"]);
        WholeFile.Write(_folder["a.csv"], file => file.Write("new"u8));
        Assert.Equal(("mine", "new"), (File.ReadAllText(_folder["mine"]), File.ReadAllText(_folder["a.csv"])));
        Assert.Null(new FileInfo(_folder["a.csv"]).LinkTarget);
    }

    [Fact]
    public void TheFileBeforeIsKeptWhereThatIsAskedFor()
    {
        foreach (string text in (string[])["1", "2", "3"])
        {
            WholeFile.Write(_folder["a"], file => file.Write(System.Text.Encoding.UTF8.GetBytes(text)), former: _folder["before"]);
        }

        Assert.Equal(("3", "2"), (File.ReadAllText(_folder["a"]), File.ReadAllText(_folder["before"])));
        Assert.Throws<InvalidOperationException>(
            () => WholeFile.Write(_folder["a"], _ => throw new InvalidOperationException(), former: _folder["before"]));
        Assert.Equal(("3", "2"), (File.ReadAllText(_folder["a"]), File.ReadAllText(_folder["before"])));
    }

    /// <summary>What a killed process left goes; what is being written, and what is somebody's, stays.</summary>
    [Fact]
    public void LeftOversAreSweptByTheNextRun()
    {
        string[] left = ["model.0123456789abcdef.partial.dat", "plots/scree.fedcba9876543210.partial.png", "run.ab12cd34.partial.json"];
        string[] mine = ["a.partial.csv", "notes.partial", "x.0123456789abcdef.partial.d.ata", "0123456789abcdef.txt"];
        Directory.CreateDirectory(_folder["plots"]);
        foreach (string name in left.Concat(mine))
        {
            File.WriteAllText(_folder[name], name);
        }

        string? running = null;
        WholeFile.Write(_folder["model.dat"], _ =>
        {
            running = Directory.GetFiles(_folder.Path, "model.*.partial.dat").Single(path => path != _folder[left[0]]);
            RunDirectory.Open(_folder.Path, overwrite: false, "plots/scree.png");
            Assert.True(File.Exists(running));
        });
        Assert.DoesNotContain(left, name => File.Exists(_folder[name]));
        Assert.All(mine, name => Assert.Equal(name, File.ReadAllText(_folder[name])));
        Assert.True(File.Exists(_folder["model.dat"]));
    }

    /// <summary>On a disk that has room for one of them only.</summary>
    [Fact]
    public void PicturesMakeRoomForTheRest()
    {
        RunDirectory run = RunDirectory.Open(_folder.Path, overwrite: false);
        run.WritePicture("plots/a.png", file => file.Write("picture"u8));
        run.Write("numbers.csv", file =>
        {
            if (File.Exists(_folder["plots/a.png"]))
            {
                throw new IOException($"No space left on device : '{_folder["numbers.csv"]}'", NoSpaceLeft);
            }

            file.Write("1"u8);
        });
        Assert.Equal("1", File.ReadAllText(_folder["numbers.csv"]));
        Assert.Equal($"'{_folder["plots/a.png"]}' could not be written: No space left on device", Assert.Single(run.NotWritten));
        run.WritePicture("plots/b.png", _ => throw new IOException("No space left on device", NoSpaceLeft));
        Assert.Equal(2, run.NotWritten.Count);
        run.WritePicture("plots/b.png", file => file.Write("picture"u8));
        Assert.Single(run.NotWritten);
        Assert.False(run.TryWrite("state/a", () => throw new IOException("No space left on device", NoSpaceLeft)));
        Assert.Equal(2, run.NotWritten.Count);
        run.DeleteFolder("state");
        Assert.Single(run.NotWritten);
        Assert.Throws<IOException>(() => run.Write("c", _ => throw new IOException("No space left on device", NoSpaceLeft)));
    }
}
