using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace TorchCurvature.Data;

/// <summary>
/// Brings one published file into a folder: into <c>NAME.partial</c> first, resumed by an HTTP range request where an earlier attempt
/// stopped, renamed once its MD5 is right.
/// </summary>
internal sealed class FileDownload(HttpClient client, Uri address, RemoteFile file, string folder, IProgress<DownloadProgress>? progress)
{
    private const int BufferLength = 1 << 17;

    private readonly string _partial = Path.Combine(folder, file.Name + ".partial");

    /// <summary>Returns the path of the whole file. A wrong checksum is answered once by a fresh start.</summary>
    /// <exception cref="HttpRequestException">The server is out of reach or refuses.</exception>
    /// <exception cref="IOException">The connection broke (what has come is kept), or the checksum is wrong twice.</exception>
    /// <exception cref="OperationCanceledException">Cancelled (what has come is kept), or the server did not answer in time.</exception>
    internal async Task<string> RunAsync(CancellationToken cancellation)
    {
        string path = Path.Combine(folder, file.Name);
        if (File.Exists(path))
        {
            return path; // it got its name after its checksum
        }

        Directory.CreateDirectory(folder);
        string found = "";
        for (int attempt = 0; attempt < 2; attempt++)
        {
            await ReceiveAsync(cancellation).ConfigureAwait(false);
            found = await ChecksumAsync(cancellation).ConfigureAwait(false);
            if (string.Equals(found, file.Md5, StringComparison.OrdinalIgnoreCase))
            {
                File.Move(_partial, path, overwrite: true);
                return path;
            }

            File.Delete(_partial);
        }

        throw new IOException($"what {address} sends has MD5 {found}, not the published {file.Md5}");
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
                    progress?.Report(new DownloadProgress(file.Name, partial.Position, total));
                    count = await body.ReadAsync(buffer, cancellation).ConfigureAwait(false);
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

    private async Task<string> ChecksumAsync(CancellationToken cancellation)
    {
        FileStream partial = File.OpenRead(_partial);
        await using (partial.ConfigureAwait(false))
        {
#pragma warning disable CA5351 // MD5 is what the publishers give; it guards against damage only.
            return Convert.ToHexStringLower(await MD5.HashDataAsync(partial, cancellation).ConfigureAwait(false));
#pragma warning restore CA5351
        }
    }
}
