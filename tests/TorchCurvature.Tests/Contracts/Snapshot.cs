namespace TorchCurvature.Tests.Contracts;

/// <summary>Text that somebody has approved, in a file beside the tests.</summary>
internal static class Snapshot
{
    /// <summary>The variable that, being 1, makes texts approved.</summary>
    public const string Update = "UPDATE_SNAPSHOTS";

    /// <summary>
    /// Fails where a text is not the approved one, with the lines that differ; with UPDATE_SNAPSHOTS=1 it becomes the approved one.
    /// </summary>
    /// <param name="name">The file's name, from the folder of the tests, without <c>.approved.txt</c>.</param>
    /// <param name="what">What the text is, to begin the complaint with.</param>
    /// <param name="text">The text as it is now.</param>
    public static void IsApproved(string name, string what, string text)
    {
        string approvedFile = Path.Combine(RepositoryRoot.Tests, $"{name}.approved.txt");
        string receivedFile = Path.Combine(RepositoryRoot.Tests, $"{name}.received.txt");
        string received = Lines(text) + "\n";
        string approved = File.Exists(approvedFile) ? Lines(File.ReadAllText(approvedFile)) + "\n" : "";
        if (received == approved || Environment.GetEnvironmentVariable(Update) == "1")
        {
            if (received != approved)
            {
                File.WriteAllText(approvedFile, received);
            }

            File.Delete(receivedFile);
            return;
        }

        File.WriteAllText(receivedFile, received);
        string[] before = approved.Split('\n'), after = received.Split('\n');
        Assert.Fail(
            $"""
            {what} is not the approved one.
            {string.Join('\n', before.Except(after).Select(line => "- " + line.Trim()))}
            {string.Join('\n', after.Except(before).Select(line => "+ " + line.Trim()))}
            Compare {receivedFile} with {approvedFile}.
            If the change is meant, run this test once with {Update}=1 and commit the approved file.
            """);
    }

    private static string Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n');
}
