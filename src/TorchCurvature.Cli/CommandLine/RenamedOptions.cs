namespace TorchCurvature.Cli.CommandLine;

/// <summary>Options that were called something else in the version before, whose names work in this version too.</summary>
internal static class RenamedOptions
{
    /// <summary>Verb, former name and present name of each.</summary>
    public static IReadOnlyList<RenamedOption> All { get; } =
    [
        new("train", "--track-sharpness", "--track-eigenvalues"),
        new("train", "--covariance", "--spread"),
        new("spectrum", "--covariance", "--spread"),
    ];

    /// <summary>A command line with the present names.</summary>
    /// <param name="args">As it was given, the verb first.</param>
    /// <param name="hint">Told of each former name.</param>
    public static string[] Translate(string[] args, Action<string> hint)
    {
        string[] present = [.. args];
        for (int i = 1; i < args.Length; i++)
        {
            // A value may stand behind a sign in the same word.
            string name = args[i].Split('=', ':')[0];
            string now = NameNow(args[0], name);
            if (now != name)
            {
                present[i] = now + args[i][name.Length..];
                hint($"{name} is called {now} now; the old name works in this version only.");
            }
        }

        return present;
    }

    /// <summary>The present name of an option of a verb.</summary>
    public static string NameNow(string verb, string name) => All.FirstOrDefault(o => o.Verb == verb && o.Former == name)?.Present ?? name;
}
