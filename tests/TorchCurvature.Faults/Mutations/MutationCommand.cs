using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace TorchCurvature.Faults.Mutations;

/// <summary>The verb <c>mutations</c>.</summary>
internal static class MutationCommand
{
    private static readonly Option<int> s_first = new("--first") { Description = "Number of the first one.", DefaultValueFactory = _ => 1 };

    private static readonly Option<int> s_last = new("--last")
    {
        Description = "Number of the last one.",
        DefaultValueFactory = _ => int.MaxValue,
    };

    private static readonly Option<string?> s_room = new("--room") { Description = "One room only; else all." };

    private static readonly Option<bool> s_built = new("--built")
    {
        Description = "Take the tests as they are built here, in place of building them first.",
    };

    public static Command Build()
    {
        var command = new Command("mutations", "Puts mistakes into the mathematics, one at a time: the tests of the room have to see each.")
        {
            s_first, s_last, s_room, s_built,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(s_first), parsed.GetValue(s_last), parsed.GetValue(s_room), parsed.GetValue(s_built)));
        return command;
    }

    private static int Run(int first, int last, string? room, bool isBuilt)
    {
        string root = RootOf(AppContext.BaseDirectory);
        string list = File.ReadAllText(Path.Combine(root, "tests", "mutations", "mutations.json"));
        (int Number, Mutation Mutation)[] chosen =
        [
            .. from pair in JsonSerializer.Deserialize<Mutation[]>(list)!.Index()
               let number = pair.Index + 1
               where number >= first && number <= last && (room is null || pair.Item.Room == room)
               select (number, pair.Item),
        ];
        using var copy = new MutatedCopy(root, isBuilt);
        int survivors = 0;
        foreach ((int number, Mutation mutation) in chosen)
        {
            MutationOutcome outcome = copy.Try(mutation);
            survivors += outcome == MutationOutcome.Caught ? 0 : 1;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{number,3}  {outcome,-14}  {Path.GetFileName(mutation.File)}: {mutation.Old}  ->  {mutation.New}"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{chosen.Length - survivors} of {chosen.Length} were caught by the tests of their room."));
        return survivors == 0 ? 0 : 1;
    }

    private static string RootOf(string folder) => File.Exists(Path.Combine(folder, "TorchCurvature.slnx"))
        ? folder
        : RootOf(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder))
            ?? throw new InvalidOperationException("The program has to lie in the repository, whose sources it changes in a copy."));
}
