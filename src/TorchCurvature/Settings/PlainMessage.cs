using System.Globalization;

namespace TorchCurvature.Settings;

/// <summary>What an exception says to a user: without the name of a parameter, and without libtorch's own call stack.</summary>
internal static class PlainMessage
{
    // .NET appends the parameter and its value; libtorch the addresses of its call stack, from a line break on.
    private static readonly string[] Appendages = [" (Parameter '", "\nException raised from", "\nframe #0"];

    /// <summary>
    /// A text that a terminal shows and does not obey: control characters, and those that turn the direction of writing, by their numbers.
    /// Line breaks stay.
    /// </summary>
    public static string Shown(string text) => !text.Any(IsHidden)
        ? text
        : string.Concat(text.Select(letter =>
            IsHidden(letter) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}") : letter.ToString()));

    /// <summary>What an exception says, as a sentence that another one may follow.</summary>
    public static string SentenceOf(Exception exception) => Of(exception).TrimEnd('.') + ".";

    private static bool IsHidden(char letter) =>
        (char.IsControl(letter) && letter != '\n') || char.GetUnicodeCategory(letter) == UnicodeCategory.Format;

    public static string Of(Exception exception)
    {
        IEnumerable<int> starts = Appendages
            .Select(text => exception.Message.IndexOf(text, StringComparison.Ordinal))
            .Where(start => start >= 0);
        return exception.Message[..starts.DefaultIfEmpty(exception.Message.Length).Min()].TrimEnd();
    }
}
