using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>
/// The option <c>--config FILE</c>: the options of an earlier run's manifest (its object <c>options</c>, or an object of options itself)
/// stand in for those that the command line does not give. A manifest holds every option; those that mean nothing beside the others of
/// this command line are passed over.
/// </summary>
internal static class ConfigFile
{
    public static Option<FileInfo?> Option { get; } = new("--config")
    {
        Description = "Read options from a run's manifest (run.json); those of the command line come first.",
        HelpName = "file",
    };

    // A manifest of thousands of eigenvalues has some hundred thousand bytes.
    private const long LargestFile = 100_000_000;
    private const long LargestStream = 10_000_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    // What stands in a manifest, or in a name, is never taken for the name of a file with more options.
    private static readonly ParserConfiguration s_asTyped = new() { ResponseFileTokenReplacer = null };

    /// <summary>Parses a command line, with what its <c>--config</c> adds.</summary>
    public static ParseResult Expand(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args, s_asTyped);
        if (!parsed.CommandResult.Command.Options.Contains(Option)
            || parsed.GetResult(Option) is not { Implicit: false, Errors: var errors } || errors.Any())
        {
            return parsed;
        }

        FileInfo file = parsed.GetValue(Option)!;
        Command verb = parsed.CommandResult.Command;
        List<(Option Option, string Value)> added = [];
        foreach ((string name, JsonNode? value) in ReadOptions(file, verb.Name))
        {
            string present = RenamedOptions.NameNow(verb.Name, "--" + name);
            Option option = verb.Options.FirstOrDefault(o => o.Name == present)
                ?? throw new UsageException($"'{file}' has an option '{name}' that '{verb.Name}' does not know. Remove it from the file.");
            bool isGiven = parsed.GetResult(option) is OptionResult { Implicit: false };
            if (value is not null && !isGiven && name is not ("out" or "force" or "resume"))
            {
                added.Add((option, value.ToString()));
            }
        }

        ParseResult whole = With(added);
        return With(added.Where(a => Applicability.Applies(a.Option, whole)));

        ParseResult With(IEnumerable<(Option Option, string Value)> options) =>
            root.Parse([.. args, .. options.SelectMany(o => new[] { o.Option.Name, o.Value })], s_asTyped);
    }

    // A pipe may never begin, and a device never end.
    private static string ReadText(FileInfo file)
    {
        if (file.Length > LargestFile)
        {
            throw TooLarge(file, LargestFile);
        }

        Task<string> reading = Task.Run(() =>
        {
            using var reader = new StreamReader(file.FullName);
            var text = new StringBuilder();
            char[] part = new char[1 << 16];
            while (reader.Read(part) is > 0 and var count)
            {
                text.Append(part, 0, count);
                if (text.Length > Math.Max(file.Length, LargestStream))
                {
                    throw TooLarge(file, LargestStream);
                }
            }

            return text.ToString();
        });
        return Task.WaitAny([reading], s_patience) == 0
            ? reading.GetAwaiter().GetResult()
            : throw new UsageException($"'{file}' gave nothing for {s_patience.TotalSeconds:0} seconds. Give a run's manifest.");
    }

    private static UsageException TooLarge(FileInfo file, long most) =>
        new($"'{file}' has more than {most:N0} bytes, and options take a few thousand. Give a run's manifest.");

    private static JsonObject ReadOptions(FileInfo file, string verb)
    {
        try
        {
            JsonObject content = JsonNode.Parse(ReadText(file), documentOptions: s_strict)?.AsObject()
                ?? throw new UsageException($"'{file}' is empty.");
            if (content["command"] is JsonValue command && command.TryGetValue(out string? other) && other != verb)
            {
                throw new UsageException($"'{file}' is of a run of '{other}', and its options are not those of '{verb}'.");
            }

            return content["options"]?.AsObject() ?? content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"Cannot read the file of --config: {e.Message}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UsageException($"'{file}' is no JSON object of options: {e.Message}");
        }
    }
}
