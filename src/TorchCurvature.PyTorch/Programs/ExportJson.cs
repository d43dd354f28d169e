using System.Text;
using System.Text.Json;
using TorchCurvature.PyTorch.Archives;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>JSON as Python writes it, which may have NaN and Infinity as words.</summary>
internal static class ExportJson
{
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 512 };
    private static readonly string[] s_words = ["-Infinity", "Infinity", "NaN"];

    public static JsonElement Read(PyTorchArchive archive, string name)
    {
        byte[] content = archive.ReadAll(name);
        try
        {
            return Parse(content);
        }
        catch (JsonException)
        {
            return ParseQuoted(content, $"'{archive.Path}': {name}");
        }
    }

    /// <summary>Makes something of JSON.</summary>
    /// <exception cref="PyTorchFileException">The JSON does not say what it ought to.</exception>
    public static T Interpret<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new PyTorchFileException(
                $"'{path}' is no program in a form of torch 2.2 to 2.11: {e.Message.TrimEnd('.')}. Export it with one of these.", e);
        }
    }

    /// <summary>The one alternative of a union, which is an object with one property.</summary>
    public static JsonProperty Alternative(this JsonElement union) =>
        union.EnumerateObject().First(p => p.Value.ValueKind != JsonValueKind.Null);

    /// <summary>Text that has to be there.</summary>
    /// <exception cref="FormatException">It is null.</exception>
    public static string Word(this JsonElement element) => element.GetString() ?? throw new FormatException("A name in it is null");

    /// <summary>A property that may be missing or null.</summary>
    public static JsonElement? Optional(this JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static JsonElement ParseQuoted(byte[] content, string what)
    {
        try
        {
            return Parse(Encoding.UTF8.GetBytes(QuoteWords(Encoding.UTF8.GetString(content))));
        }
        catch (JsonException e)
        {
            throw new PyTorchFileException($"{what} is no JSON: the file is damaged. Export it again.", e);
        }
    }

    private static JsonElement Parse(byte[] content)
    {
        using JsonDocument document = JsonDocument.Parse(content, s_options);
        return document.RootElement.Clone();
    }

    private static string QuoteWords(string text)
    {
        StringBuilder quoted = new(text.Length);
        bool isInString = false;
        for (int i = 0; i < text.Length; i++)
        {
            string? word = isInString ? null : s_words.FirstOrDefault(w => string.CompareOrdinal(text, i, w, 0, w.Length) == 0);
            if (word is not null)
            {
                quoted.Append('"').Append(word).Append('"');
                i += word.Length - 1;
            }
            else if (isInString && text[i] == '\\')
            {
                quoted.Append(text, i, 2);
                i++;
            }
            else
            {
                isInString ^= text[i] == '"';
                quoted.Append(text[i]);
            }
        }

        return quoted.ToString();
    }
}
