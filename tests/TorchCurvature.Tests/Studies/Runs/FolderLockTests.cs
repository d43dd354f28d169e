using System.Globalization;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Studies.Runs;

/// <summary>The system's locks hold between two openings of a file, of one process too.</summary>
public sealed class FolderLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Here =>
        string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}, since ");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheSecondIsToldWhoHasTheFolder()
    {
        using (FolderLock.Take(_folder["run"]))
        {
            foreach (bool isShared in (bool[])[false, true])
            {
                string message = Assert.Throws<RunDirectoryException>(() => FolderLock.Take(_folder["run"], isShared)).Message;
                Assert.StartsWith($"'{_folder["run"]}' is in use: {Here}", message, StringComparison.Ordinal);
                Assert.EndsWith(" writes to it. Wait until it is done, or choose another --out.", message, StringComparison.Ordinal);
            }
        }

        Assert.Empty(Directory.GetFiles(_folder["run"]));
        FolderLock.Take(_folder["run"]).Dispose();
    }

    /// <summary>Whatever part ends first, the folder is taken until the last one does.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void PartsShareAFolderThatNobodyElseGets(int first)
    {
        FolderLock[] parts = [FolderLock.Take(_folder.Path, isShared: true), FolderLock.Take(_folder.Path, isShared: true)];
        AssertTaken();
        parts[first].Dispose();
        AssertTaken();
        FolderLock.Take(_folder.Path, isShared: true).Dispose();
        AssertTaken();
        parts[1 - first].Dispose();
        FolderLock.Take(_folder.Path).Dispose();
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    /// <summary>What a killed process left says nothing, and goes.</summary>
    [Fact]
    public void AKilledProcessHoldsNothing()
    {
        File.WriteAllText(_folder[".lock"], "");
        File.WriteAllText(_folder[".lock-01234567"], "process 1 on nowhere");
        using (FolderLock.Take(_folder.Path))
        {
            Assert.DoesNotContain(
                "nowhere", Assert.Throws<RunDirectoryException>(() => FolderLock.Take(_folder.Path)).Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private void AssertTaken() => Assert.StartsWith(
        $"'{_folder.Path}' is in use: {Here}", Assert.Throws<RunDirectoryException>(() => FolderLock.Take(_folder.Path)).Message,
        StringComparison.Ordinal);
}
