using System.Text.Json.Nodes;
using TorchCurvature.Settings;

namespace TorchCurvature.Studies.Runs;

/// <summary>The options that an interrupted run was begun with, beside those of the command that goes on with it.</summary>
internal static class InterruptedOptions
{
    // These may differ.
    private static readonly string[] Free = ["out", "data-dir", "checkpoint-every", "resume"];

    /// <summary>What is said where a run is to go on and a folder holds none.</summary>
    /// <param name="directory">The folder.</param>
    public static SettingException NoRun(RunDirectory directory) => new(
        $"--resume: '{directory.Path}' holds no interrupted run. Leave out --resume to begin one.");

    /// <summary>The options that decide the numbers of a run, in a copy.</summary>
    /// <param name="options">All of them.</param>
    public static JsonObject Deciding(JsonObject options) =>
        new(options.Where(o => !Free.Contains(o.Key)).Select(o => KeyValuePair.Create(o.Key, o.Value?.DeepClone())));

    /// <summary>The names of those that decide numbers and have other values; one that is left out has the value null.</summary>
    /// <param name="begun">What a run was begun with.</param>
    /// <param name="now">What is asked for now.</param>
    public static IEnumerable<string> Different(JsonObject begun, JsonObject now) => now.Concat(begun)
        .Select(o => o.Key)
        .Distinct()
        .Where(name => !Free.Contains(name) && !JsonNode.DeepEquals(now[name], begun[name]));

    /// <summary>Refuses a run that was begun with others.</summary>
    /// <param name="begun">What it was begun with.</param>
    /// <param name="now">What is asked for now.</param>
    /// <param name="directory">The run's folder.</param>
    /// <exception cref="SettingException">They differ; the message says in what.</exception>
    public static void RequireSame(JsonObject begun, JsonObject now, RunDirectory directory)
    {
        string? other = Different(begun, now).FirstOrDefault();
        if (other is not null)
        {
            throw new SettingException(
                $"The run in '{directory.Path}' was begun with --{other} {begun[other]?.ToJsonString() ?? "left out"}, and this command "
                    + $"says {now[other]?.ToJsonString() ?? "nothing"}: give the options as they were, for example by --config "
                    + directory.PathOf(RunDirectory.UnfinishedManifestName));
        }
    }
}
