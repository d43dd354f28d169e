using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace TorchCurvature.Resources;

/// <summary>
/// What a file of the library says of itself: of which kind it is, of which version of that kind's format, and the SHA-256 of its content.
/// Behind the content of a file of bytes, so that whoever reads that alone need not know of it; in JSON its last member. Files from before
/// there were seals have none.
/// </summary>
/// <param name="Kind">What the file is, such as "training state".</param>
/// <param name="Version">The version of the format that is written.</param>
internal sealed partial record Seal(string Kind, int Version)
{
    private const string Maker = "TorchCurvature ";
    private const string WhatToDo = "take a copy of it, or have it made anew";

    // After the content: the hash, the words, their length, the mark.
    private static readonly byte[] s_mark = "TCSEAL"u8.ToArray();

    private string Words => string.Create(CultureInfo.InvariantCulture, $"{Maker}{Kind} {Version}");

    /// <summary>Seals a file of bytes behind what was written.</summary>
    /// <param name="file">The file, which can be read; it ends with the seal.</param>
    public void Append(Stream file)
    {
        byte[] words = Encoding.ASCII.GetBytes(Words);
        file.Position = 0;
        byte[] hash = HashOf(file, file.Length, words);
        file.Position = file.Length;
        file.Write([.. hash, .. words, (byte)words.Length, .. s_mark]);
    }

    /// <summary>
    /// Opens a file of bytes, whose content is what was sealed; or one that has no seal, whose content nobody vouches for.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The content was changed, is of another kind or of a later version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public SealedContent Open(string path)
    {
        FileStream file = File.OpenRead(path);
        try
        {
            long length = LengthOfContent(file);
            file.Position = 0;
            return new SealedContent(file, length);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Seals a JSON object.</summary>
    /// <param name="json">Its text, with at least one member.</param>
    public string Into(string json)
    {
        string members = json.TrimEnd()[..^1].TrimEnd();
        return $"{members},\n  \"seal\": \"{Words} {HashOf(members, Words)}\"\n}}\n";
    }

    /// <summary>The text of a JSON object, with its seal if it has one.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The content was changed, is of another kind or of a later version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public string ReadText(string path)
    {
        string text = File.ReadAllText(path);
        if (InText.Match(text) is { Success: true } seal)
        {
            string words = seal.Groups["words"].Value;
            Check(words, HashOf(text[..seal.Index], words) == seal.Groups["hash"].Value);
        }

        return text;
    }

    [GeneratedRegex("""(,\n  "seal": "(?<words>[^"]*) (?<hash>[0-9a-f]{64})"\n\}\n)\z""")]
    private static partial Regex InText { get; }

    private long LengthOfContent(FileStream file)
    {
        int end = 1 + s_mark.Length;
        if (file.Length < end || !Read(file, file.Length - s_mark.Length, s_mark.Length).AsSpan().SequenceEqual(s_mark))
        {
            return file.Length;
        }

        int count = Read(file, file.Length - end, 1)[0];
        long length = file.Length - end - count - SHA256.HashSizeInBytes;
        if (length < 0)
        {
            throw new InvalidDataException($"its end is not that of a whole file; {WhatToDo}");
        }

        byte[] hash = Read(file, length, SHA256.HashSizeInBytes), words = Read(file, length + hash.Length, count);
        file.Position = 0;
        Check(Encoding.ASCII.GetString(words), HashOf(file, length, words).AsSpan().SequenceEqual(hash));
        return length;
    }

    private void Check(string words, bool isAsSealed)
    {
        if (!isAsSealed)
        {
            throw new InvalidDataException($"its checksum is not that of its content; {WhatToDo}");
        }

        int space = words.LastIndexOf(' ');
        string kind = space > Maker.Length ? words[Maker.Length..space] : words;
        if (kind != Kind)
        {
            throw new InvalidDataException($"it is a {kind}, and no {Kind}");
        }

        if (int.Parse(words[space..], CultureInfo.InvariantCulture) > Version)
        {
            throw new InvalidDataException($"it says '{words}', which is of a later version of TorchCurvature, and this one reads "
                + string.Create(CultureInfo.InvariantCulture, $"versions up to {Version}"));
        }
    }

    private static byte[] Read(FileStream file, long from, int count)
    {
        byte[] bytes = new byte[count];
        file.Position = from;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] HashOf(Stream content, long length, byte[] words)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 18];
        for (long left = length; left > 0;)
        {
            int count = content.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (count == 0)
            {
                throw new EndOfStreamException("it became shorter while it was read");
            }

            hash.AppendData(buffer, 0, count);
            left -= count;
        }

        hash.AppendData(words);
        return hash.GetHashAndReset();
    }

    private static string HashOf(string members, string words) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(members + words)));
}
