using System.Security.Cryptography;
using TorchCurvature.Data;

namespace TorchCurvature.Tests.Data;

/// <summary>A server that sends too much, nothing, or another file of the same MD5; and a home that is not there.</summary>
public sealed class DownloadLimitTests : IDisposable
{
    private static readonly byte[] s_content = [.. Enumerable.Range(0, 95).Select(index => (byte)index)];

    private readonly TemporaryFolder _folder = new();
    private readonly FileServer _server = new() { Files = { ["set.gz"] = s_content } };
    private readonly HttpClient _client;

    public DownloadLimitTests() => _client = new HttpClient(_server);

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task TheFileIsTakenAtItsLength()
    {
        Assert.Equal(s_content, File.ReadAllBytes(await DownloadAsync(Published())));
    }

    /// <summary>Whether the server says so beforehand, or sends on and on.</summary>
    [Fact]
    public async Task MoreThanTheFileHasIsNotWritten()
    {
        IOException e = await Assert.ThrowsAsync<IOException>(() => DownloadAsync(Published() with { Bytes = 94 }));
        Assert.Contains("sends more than the 94 bytes that the file may have", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(_folder["set.gz.partial"]).Length);
        Assert.False(File.Exists(_folder["set.gz"]));
    }

    [Fact]
    public async Task AServerThatFallsSilentEndsTheDownloadAndWhatHasComeIsKept()
    {
        _server.SilentAfter = 40;
        IOException e = await Assert.ThrowsAsync<IOException>(() => DownloadAsync(Published()));
        Assert.Contains("sent nothing for 0 seconds; what has come is kept", e.Message, StringComparison.Ordinal);
        Assert.Equal(s_content[..40], File.ReadAllBytes(_folder["set.gz.partial"]));
        _server.SilentAfter = null;
        Assert.Equal(s_content, File.ReadAllBytes(await DownloadAsync(Published())));
    }

    [Fact]
    public async Task TheSha256DecidesToo()
    {
        string other = Convert.ToHexStringLower(SHA256.HashData([1]));
        IOException e = await Assert.ThrowsAsync<IOException>(() => DownloadAsync(Published() with { Sha256 = other }));
        string found = Convert.ToHexStringLower(SHA256.HashData(s_content));
        Assert.EndsWith($"has SHA-256 {found}, not the published {other}", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    /// <summary>Digits of the right number; those of MNIST are held against the files themselves (RealDataTests).</summary>
    [Fact]
    public void EveryPublishedFileHasBothChecksumsAndALength()
    {
        RemoteFile[] files = [.. Mnist.Source.Downloads, .. Cifar10.Source.Downloads];
        Assert.Equal(5, files.Length);
        Assert.All(files, file =>
        {
            Assert.Equal(16, Convert.FromHexString(file.Md5).Length);
            Assert.Equal(32, Convert.FromHexString(file.Sha256!).Length);
            Assert.True(file.Bytes > 0);
        });
    }

    [Fact]
    public async Task AHomeThatIsNotThereIsNotMade()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no HOME.");
        string named = _folder["missing"];
        var store = new DatasetStore(directory: null, _client, name => name == "HOME" ? named : null);
        DatasetUnavailableException e = await Assert.ThrowsAsync<DatasetUnavailableException>(
            () => store.ResolveAsync(Mnist.Source, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains($"the home folder '{named}' is not there", e.Message, StringComparison.Ordinal);
        Assert.Contains("--data-dir DIR", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(named));
        Assert.Empty(_server.Requests);
    }

    private static RemoteFile Published() => new(
        "set.gz",
#pragma warning disable CA5351 // the published checksums are MD5
        Convert.ToHexStringLower(MD5.HashData(s_content)),
#pragma warning restore CA5351
        Convert.ToHexStringLower(SHA256.HashData(s_content)),
        s_content.Length);

    private Task<string> DownloadAsync(RemoteFile file) =>
        new FileDownload(_client, new Uri("http://data.invalid/sets/set.gz"), file, _folder.Path, progress: null)
        {
            Patience = TimeSpan.FromMilliseconds(200),
        }.RunAsync(TestContext.Current.CancellationToken);
}
