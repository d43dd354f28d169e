namespace TorchCurvature.Report.Html;

/// <summary>Files that are kept in the assembly.</summary>
internal static class Resource
{
    /// <summary>The text of one of them.</summary>
    public static string Text(string name)
    {
        using Stream stream = typeof(Resource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly does not hold {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
