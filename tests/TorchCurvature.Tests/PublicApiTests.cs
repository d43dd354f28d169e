using PublicApiGenerator;
using TorchCurvature.Data;
using TorchCurvature.Reporting;
using TorchCurvature.Tests.Contracts;

namespace TorchCurvature.Tests;

public sealed class PublicApiTests
{
    private const string Update = "UPDATE_SNAPSHOTS";

    [Theory]
    [InlineData(typeof(Batch), "PublicApi")]
    [InlineData(typeof(CsvTable), "PublicApi.Reporting")]
    public void ThePublicApiIsTheApprovedOne(Type member, string name)
    {
        string approvedFile = Path.Combine(RepositoryRoot.Tests, $"{name}.approved.txt");
        string receivedFile = Path.Combine(RepositoryRoot.Tests, $"{name}.received.txt");
        string received = Lines(member.Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false })) + "\n";
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
            The public API is not the approved one.
            {string.Join('\n', before.Except(after).Select(line => "- " + line.Trim()))}
            {string.Join('\n', after.Except(before).Select(line => "+ " + line.Trim()))}
            Compare {receivedFile} with {approvedFile}.
            If the change is meant, run this test once with {Update}=1 and commit the approved file.
            """);
    }

    private static string Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n');
}
