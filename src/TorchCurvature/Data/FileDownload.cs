using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace TorchCurvature.Data;

/// <summary>
/// Brings one published file into a folder: into <c>NAME.partial</c> first, resumed by an HTTP range request where an earlier attempt
/// stopped, renamed once its checksums are right. More bytes than the file has, and a server that falls silent, end it.
/// </summary>
internal sealed class FileDownload(HttpClient client, Uri address, RemoteFile file, string folder, IProgress<DownloadProgress>? progress)
{
    private const int BufferLength = 1 << 17;

    /// <summary>How long the server may send nothing.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    private readonly string _partial = Path.Combine(folder, file.Name + ".partial");

    /// <summary>Returns the path of the whole file. A wrong checksum is answered once by a fresh start.</summary>
    /// <exception cref="HttpRequestException">The server is out of reach or refuses.</exception>
    /// <exception cref="IOException">The connection broke or the server fell silent (what has come is kept), it sends more than the file
    /// has, or the checksum is wrong twice.</exception>
    /// <exception cref="OperationCanceledException">Cancelled (what has come is kept), or the server did not answer in time.</exception>
    internal async Task<string> RunAsync(CancellationToken cancellation)
    {
        string path = Path.Combine(folder, file.Name);
        if (File.Exists(path))
        {
            return path; // it got its name after its checksum
        }

        Directory.CreateDirectory(folder);
        string difference = "";
        for (int attempt = 0; attempt < 2; attempt++)
        {
            await ReceiveAsync(cancellation).ConfigureAwait(false);
            if (await FindDifferenceAsync(cancellation).ConfigureAwait(false) is not { } found)
            {
                File.Move(_partial, path, overwrite: true);
                return path;
            }

            difference = found;
            File.Delete(_partial);
        }

        throw new IOException($"what {address} sends has {difference}");
    }

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        // Unshared, so that two programs never write into one file; hence also the length is taken after opening.
        FileStream partial = new(_partial, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        await using (partial.ConfigureAwait(false))
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            if (partial.Length > 0)
            {
                request.Headers.Range = new RangeHeaderValue(partial.Length, null);
            }

            using HttpResponseMessage response = await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return; // nothing is left to send: the checksum says whether what is here is right
            }

            response.EnsureSuccessStatusCode();
            bool continues = response.StatusCode == HttpStatusCode.PartialContent;
            if (continues && response.Content.Headers.ContentRange?.From != partial.Length)
            {
                partial.SetLength(0); // or the next run would ask, and fail, the same way
                throw new IOException($"{address} sent another part of the file than was asked for");
            }

            if (!continues)
            {
                partial.SetLength(0);
            }

            partial.Position = partial.Length;
            await CopyAsync(response.Content, partial, cancellation).ConfigureAwait(false);
        }
    }

    private async Task CopyAsync(HttpContent content, FileStream partial, CancellationToken cancellation)
    {
        long? total = content.Headers.ContentLength + partial.Position;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            Stream body = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                int count;
                do
                {
                    RequireRoom(partial, Math.Max(total ?? 0, partial.Position));
                    progress?.Report(new DownloadProgress(file.Name, partial.Position, total));
                    count = await ReadInTimeAsync(body, buffer, cancellation).ConfigureAwait(false);
                    await partial.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
                }
                while (count > 0);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (partial.Position < total)
        {
            throw new IOException($"the connection broke after {partial.Position} of {total} bytes");
        }
    }

    private void RequireRoom(FileStream partial, long bytes)
    {
        if (bytes > file.MostBytes)
        {
            partial.SetLength(0);
            throw new IOException($"{address} sends more than the {file.MostBytes} bytes that the file may have");
        }
    }

    private async Task<int> ReadInTimeAsync(Stream body, byte[] buffer, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            return await body.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"{address} sent nothing for {Patience.TotalSeconds:0} seconds; what has come is kept", e);
        }
    }

    // Null where both checksums are those that are published.
    private async Task<string?> FindDifferenceAsync(CancellationToken cancellation)
    {
        byte[] content = new byte[BufferLength];
#pragma warning disable CA5351 // MD5 is what the publishers give; it guards against damage only.
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        FileStream partial = File.OpenRead(_partial);
        await using (partial.ConfigureAwait(false))
        {
            while (await partial.ReadAsync(content, cancellation).ConfigureAwait(false) is > 0 and var count)
            {
                md5.AppendData(content, 0, count);
                sha256.AppendData(content, 0, count);
            }
        }

        return Difference("MD5", md5, file.Md5) ?? Difference("SHA-256", sha256, file.Sha256);
    }

    private static string? Difference(string name, IncrementalHash hash, string? published)
    {
        string found = Convert.ToHexStringLower(hash.GetHashAndReset());
        bool isRight = published is null || string.Equals(found, published, StringComparison.OrdinalIgnoreCase);
        return isRight ? null : $"{name} {found}, not the published {published}";
    }
}
