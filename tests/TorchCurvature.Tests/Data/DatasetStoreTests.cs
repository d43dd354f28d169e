using System.Formats.Tar;
using System.Security.Cryptography;
using TorchCurvature.Data;

namespace TorchCurvature.Tests.Data;

public sealed class DatasetStoreTests : IDisposable
{
    private static readonly byte[] s_first = [.. Enumerable.Range(0, 95).Select(index => (byte)index)];
    private static readonly byte[] s_second = [7, 8, 9];

    private readonly TemporaryFolder _folder = new();
    private readonly FileServer _server = new();
    private readonly Dictionary<string, string> _environment = [];
    private readonly HttpClient _client;
    private readonly DatasetSource _source = new("Tiny", "tiny", ["first", "second"], new Uri("http://data.invalid/sets/"),
        [new("first.gz", Md5(s_first)), new("second.gz", Md5(s_second).ToUpperInvariant())]);

    public DatasetStoreTests()
    {
        _client = new HttpClient(_server);
        _server.Files["first.gz"] = s_first;
        _server.Files["second.gz"] = s_second;
        _environment["XDG_CACHE_HOME"] = _folder.Path;
    }

    private string Partial => CachedPath("first.gz.partial");

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task WhatIsMissingIsDownloadedAndEveryByteReported()
    {
        Place("second.gz", s_second);
        Recorder progress = new();
        string folder = await ResolveAsync(progress);

        Assert.Equal(_folder["torchcurvature/tiny"], folder);
        Assert.Equal(s_first, File.ReadAllBytes(CachedPath("first.gz")));
        Assert.Equal([("first.gz", null)], _server.Requests);
        Assert.Equal(Enumerable.Range(0, 10).Select(index => 10L * index).Append(95), progress.Reports.Select(report => report.Received));
        Assert.All(progress.Reports, report => Assert.Equal(("first.gz", 95), (report.File, report.Total)));
        Assert.False(File.Exists(Partial));
    }

    [Fact]
    public async Task ACompleteCacheAsksForNothing()
    {
        Place("first", s_first);
        Place("second.gz", s_second);
        await ResolveAsync();
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task ADownloadResumesWhereTheConnectionBroke()
    {
        _server.BreakAfter = 40;
        await Assert.ThrowsAsync<DatasetUnavailableException>(() => ResolveAsync());
        Assert.Equal(s_first[..40], File.ReadAllBytes(Partial));

        Recorder progress = new();
        await ResolveAsync(progress);
        Assert.Equal(("first.gz", 40), _server.Requests[1]);
        Assert.Equal(new DownloadProgress("first.gz", 40, 95), progress.Reports[0]);
        Assert.Equal(s_first, File.ReadAllBytes(CachedPath("first.gz")));
        Assert.Equal(s_second, File.ReadAllBytes(CachedPath("second.gz")));
    }

    [Fact]
    public async Task ABodyThatEndsEarlyIsABrokenConnectionNotAWrongChecksum()
    {
        _server.EndAfter = 30;
        string message = (await Assert.ThrowsAsync<DatasetUnavailableException>(() => ResolveAsync())).Message;
        Assert.Contains("the connection broke after 30 of 95 bytes", message, StringComparison.Ordinal);
        Assert.Equal(s_first[..30], File.ReadAllBytes(Partial));
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task AServerThatIgnoresRangesSendsTheWholeFileAnew()
    {
        Place("first.gz.partial", s_first[..40]);
        _server.IgnoresRange = true;
        Recorder progress = new();
        await ResolveAsync(progress);
        Assert.Equal(("first.gz", 40), _server.Requests[0]);
        Assert.Equal(new DownloadProgress("first.gz", 0, 95), progress.Reports[0]);
        Assert.Equal(s_first, File.ReadAllBytes(CachedPath("first.gz")));
    }

    [Fact]
    public async Task AServerThatSendsAnotherRangeIsRefusedAndTheNextRunStartsAnew()
    {
        Place("first.gz.partial", s_first[..40]);
        _server.RangeError = 5;
        await Assert.ThrowsAsync<DatasetUnavailableException>(() => ResolveAsync());
        await ResolveAsync();
        Assert.Equal(s_first, File.ReadAllBytes(CachedPath("first.gz")));
    }

    [Fact]
    public async Task APartialFileThatIsAlreadyWholeIsAccepted()
    {
        Place("first.gz.partial", s_first);
        await ResolveAsync();
        Assert.Equal([("first.gz", 95), ("second.gz", null)], _server.Requests);
        Assert.Equal(s_first, File.ReadAllBytes(CachedPath("first.gz")));
    }

    [Fact]
    public async Task ADamagedPartialFileIsReplacedFromScratch()
    {
        Place("first.gz.partial", new byte[40]);
        await ResolveAsync();
        Assert.Equal([("first.gz", 40), ("first.gz", null), ("second.gz", null)], _server.Requests);
        Assert.Equal(s_first, File.ReadAllBytes(CachedPath("first.gz")));
    }

    [Fact]
    public async Task AChecksumThatIsWrongTwiceLeavesNoFileAndSaysSo()
    {
        _server.Files["first.gz"] = new byte[20];
        string message = (await Assert.ThrowsAsync<DatasetUnavailableException>(() => ResolveAsync())).Message;
        Assert.Contains($"MD5 {Md5(new byte[20])}, not the published {Md5(s_first)}", message, StringComparison.Ordinal);
        Assert.Equal(2, _server.Requests.Count);
        Assert.Empty(Directory.GetFiles(_folder["torchcurvature/tiny"]));
    }

    [Fact]
    public async Task AnHttpErrorNamesTheFilesTheAddressAndWhereToPutThem()
    {
        Place("second.gz", s_second);
        _server.Files.Clear();
        string message = (await Assert.ThrowsAsync<DatasetUnavailableException>(() => ResolveAsync())).Message;
        Assert.Contains("404", message, StringComparison.Ordinal);
        Assert.Contains("missing first.", message, StringComparison.Ordinal);
        Assert.Contains("http://data.invalid/sets/first.gz", message, StringComparison.Ordinal);
        Assert.Contains("--data-dir DIR", message, StringComparison.Ordinal);
        Assert.Contains("TORCHCURVATURE_DATA", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutANetworkTheErrorIsTheSame()
    {
        using HttpClient real = new();
        DatasetStore store = new(directory: null, real, _environment.GetValueOrDefault);
        DatasetSource unreachable = _source with { BaseAddress = new Uri("http://127.0.0.1:1/") };
        string message = (await Assert.ThrowsAsync<DatasetUnavailableException>(
            () => store.ResolveAsync(unreachable, cancellation: TestContext.Current.CancellationToken))).Message;
        Assert.Contains("could not be downloaded", message, StringComparison.Ordinal);
        Assert.Contains(
            "missing first, second. Get http://127.0.0.1:1/first.gz, http://127.0.0.1:1/second.gz", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancellationKeepsWhatHasCome()
    {
        using CancellationTokenSource cancellation = new();
        Recorder progress = new() { Then = report => { if (report.Received >= 50) { cancellation.Cancel(); } } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ResolveAsync(progress, cancellation.Token));
        Assert.Equal(s_first[..50], File.ReadAllBytes(Partial));
        Assert.False(File.Exists(CachedPath("first.gz")));
    }

    [Fact]
    public async Task AnArchiveIsUnpackedWithoutItsFoldersAndOnlyTheWantedFiles()
    {
        DatasetSource source = Archived([("set/first", s_first), ("set/readme", s_second), ("set/deep/second", s_second)]);
        string folder = await Store().ResolveAsync(source, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["first", "second"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order());
        Assert.Equal(s_first, File.ReadAllBytes(CachedPath("first")));
        Assert.Equal(s_second, File.ReadAllBytes(CachedPath("second")));
    }

    [Fact]
    public async Task AnArchiveThatWasDownloadedButNotUnpackedIsNotDownloadedAgain()
    {
        DatasetSource source = Archived([("set/first", s_first), ("set/second", s_second)]);
        Place("set.tar.gz", _server.Files["set.tar.gz"]);
        await Store().ResolveAsync(source, cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(_server.Requests);
        Assert.Equal(s_second, File.ReadAllBytes(CachedPath("second")));
    }

    [Fact]
    public async Task AnArchiveWithoutAWantedFileIsAFormatError()
    {
        DatasetSource source = Archived([("set/first", s_first)]);
        string message = (await Assert.ThrowsAsync<DataFormatException>(
            () => Store().ResolveAsync(source, cancellation: TestContext.Current.CancellationToken))).Message;
        Assert.Contains("second", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADirectoryOfTheUsersNeverDownloads()
    {
        string own = Directory.CreateDirectory(_folder["own"]).FullName;
        await Assert.ThrowsAsync<DatasetUnavailableException>(
            () => Store(own).ResolveAsync(_source, cancellation: TestContext.Current.CancellationToken));
        _environment["TORCHCURVATURE_DATA"] = own;
        string message = (await Assert.ThrowsAsync<DatasetUnavailableException>(() => ResolveAsync())).Message;
        Assert.Contains($"not complete in {own}: missing first, second.", message, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
        Assert.Empty(Directory.GetFileSystemEntries(own));
    }

    [Fact]
    public async Task AnExplicitDirectoryGoesBeforeTheVariableAndThatBeforeTheCache()
    {
        foreach (string folder in new[] { "explicit", "variable" })
        {
            Directory.CreateDirectory(_folder[folder + "/tiny"]);
            File.WriteAllBytes(_folder[folder + "/tiny/first"], s_first);
            File.WriteAllBytes(_folder[folder + "/tiny/second"], s_second);
        }

        _environment["TORCHCURVATURE_DATA"] = _folder["variable"];
        Assert.Equal(_folder["variable"], await ResolveAsync());
        Assert.Equal(_folder["explicit"],
            await Store(_folder["explicit"]).ResolveAsync(_source, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void TheCacheFollowsAnAbsoluteCacheHomeOnly()
    {
        Assert.Equal(_folder["torchcurvature"], Store().Cache);
        _environment["XDG_CACHE_HOME"] = "relative";
        Assert.DoesNotContain("relative", Store().Cache, StringComparison.Ordinal);
        Assert.True(Path.IsPathFullyQualified(Store().Cache));
    }

    private static string Md5(byte[] content)
    {
#pragma warning disable CA5351 // the published checksums are MD5
        return Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5351
    }

    private string CachedPath(string name) => _folder["torchcurvature/tiny/" + name];

    private void Place(string name, byte[] content)
    {
        Directory.CreateDirectory(_folder["torchcurvature/tiny"]);
        File.WriteAllBytes(CachedPath(name), content);
    }

    private DatasetStore Store(string? directory = null) => new(directory, _client, _environment.GetValueOrDefault);

    private Task<string> ResolveAsync(IProgress<DownloadProgress>? progress = null, CancellationToken? cancellation = null) =>
        Store().ResolveAsync(_source, progress, cancellation ?? TestContext.Current.CancellationToken);

    private DatasetSource Archived((string Name, byte[] Content)[] entries)
    {
        using MemoryStream tar = new();
        using (TarWriter writer = new(tar, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        }

        byte[] archive = _server.Files["set.tar.gz"] = MnistFiles.Gzip(tar.ToArray());
        return _source with { Downloads = [new RemoteFile("set.tar.gz", Md5(archive))] };
    }

    /// <summary>Unlike <see cref="Progress{T}"/>, reports where it is called.</summary>
    private sealed class Recorder : IProgress<DownloadProgress>
    {
        internal List<DownloadProgress> Reports { get; } = [];

        internal Action<DownloadProgress>? Then { get; init; }

        public void Report(DownloadProgress value)
        {
            Reports.Add(value);
            Then?.Invoke(value);
        }
    }
}
