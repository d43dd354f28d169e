using System.Net;
using System.Net.Http.Headers;

namespace TorchCurvature.Tests.Data;

/// <summary>Serves files from memory, ten bytes a read, and misbehaves on demand.</summary>
internal sealed class FileServer : HttpMessageHandler
{
    internal Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>The file and the range start of each request so far.</summary>
    internal List<(string File, long? From)> Requests { get; } = [];

    internal bool IgnoresRange { get; set; }

    /// <summary>Adds to the start of every range that is sent.</summary>
    internal int RangeError { get; set; }

    /// <summary>The next response breaks after so many bytes of body.</summary>
    internal int? BreakAfter { get; set; }

    /// <summary>Every body ends early, without an error, after so many bytes.</summary>
    internal int? EndAfter { get; set; }

    /// <summary>Every body falls silent after so many bytes.</summary>
    internal int? SilentAfter { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(request.RequestUri!.AbsolutePath);
        long? from = request.Headers.Range?.Ranges.Single().From;
        Requests.Add((name, from));
        if (!Files.TryGetValue(name, out byte[]? content))
        {
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
        }

        if (from >= content.Length && !IgnoresRange)
        {
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable));
        }

        int start = from is null || IgnoresRange ? 0 : (int)from + RangeError;
        StreamContent body = new(new Body(content[start..(EndAfter ?? content.Length)], BreakAfter, SilentAfter));
        body.Headers.ContentLength = content.Length - start;
        BreakAfter = null;
        HttpResponseMessage response = new(from is null || IgnoresRange ? HttpStatusCode.OK : HttpStatusCode.PartialContent)
        {
            Content = body
        };
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            body.Headers.ContentRange = new ContentRangeHeaderValue(start, content.Length - 1, content.Length);
        }

        return Task.FromResult(response);
    }

    private sealed class Body(byte[] content, int? breakAfter, int? silentAfter) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Position >= silentAfter)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            long most = Math.Min(10, (breakAfter ?? long.MaxValue) - Position);
            return most == 0
                ? throw new HttpIOException(HttpRequestError.ResponseEnded)
                : await base.ReadAsync(buffer[..(int)Math.Min(most, buffer.Length)], cancellationToken);
        }
    }
}
