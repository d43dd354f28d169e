namespace TorchCurvature.Resources;

/// <summary>Messages of the native library, which come with a trace of its calls.</summary>
internal static class NativeMessage
{
    // What the interpreter of scripts says before what happened.
    private static readonly string[] Headings =
        ["The following operation failed in the TorchScript interpreter", "Traceback of TorchScript", "RuntimeError:"];

    /// <summary>The line that says what happened.</summary>
    public static string FirstLine(string message)
    {
        string[] lines = [.. message.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        string? runtimeError = Array.Find(lines, line => line.StartsWith("RuntimeError: ", StringComparison.Ordinal));
        string first = runtimeError?["RuntimeError: ".Length..]
            ?? Array.Find(lines, line => !Headings.Any(h => line.StartsWith(h, StringComparison.Ordinal)))
            ?? message;
        int trace = first.IndexOf("Exception raised from", StringComparison.Ordinal);
        return (trace > 0 ? first[..trace] : first).Trim();
    }
}
