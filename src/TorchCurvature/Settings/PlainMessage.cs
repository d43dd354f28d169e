namespace TorchCurvature.Settings;

/// <summary>What an exception says to a user: without the name of a parameter, and without libtorch's own call stack.</summary>
internal static class PlainMessage
{
    // .NET appends the parameter and its value; libtorch the addresses of its call stack, from a line break on.
    private static readonly string[] Appendages = [" (Parameter '", "\nException raised from", "\nframe #0"];

    public static string Of(Exception exception)
    {
        IEnumerable<int> starts = Appendages
            .Select(text => exception.Message.IndexOf(text, StringComparison.Ordinal))
            .Where(start => start >= 0);
        return exception.Message[..starts.DefaultIfEmpty(exception.Message.Length).Min()].TrimEnd();
    }
}
