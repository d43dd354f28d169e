using System.Text;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>The command line that makes a run again.</summary>
internal static class RerunCommand
{
    private static readonly string[] _parts = ["model", "data", "loss"];

    public static string Of(RunFolder run)
    {
        string output = $"--out {Quoted(run.Name + "-again")}";
        return run.Command switch
        {
            "" => "",
            "spectrum" or "train" or "track" => $"curvature {run.Command} --config run.json {output}",
            "reproduce" => $"curvature reproduce {run.Manifest["experiment"].Text}{Options(run)} {output}",
            _ => $"curvature {run.Command}{Networks(run)}{OfFiles(run)}{Options(run)} {output}",
        };
    }

    /// <summary>The option that a property in camel case stands for.</summary>
    public static string OptionName(string property)
    {
        var name = new StringBuilder();
        foreach (char letter in property)
        {
            name.Append(char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : letter);
        }

        return name.ToString();
    }

    private static string Networks(RunFolder run) =>
        string.Concat(run.Manifest["runs"].Items.Select(network => $" {Quoted(network.Text)}"));

    // What the options say of networks in files; where a run is named, it says so itself.
    private static string OfFiles(RunFolder run)
    {
        Manifest problem = run.Manifest["network"]["problem"];
        return problem.IsNothing
            ? ""
            : string.Concat(_parts
                .Select(part => (part, value: problem[part].FirstOf("path", "word").Text))
                .Where(option => option.value.Length > 0)
                .Select(option => $" --{option.part} {Quoted(option.value)}"));
    }

    private static string Options(RunFolder run)
    {
        string band = run.Command == "connect" && run.Manifest["options"]["pivots"].IsNumber ? " --curve band" : "";
        return band + string.Concat(run.Manifest["options"].Properties.Select(Option));
    }

    private static string Option(KeyValuePair<string, Manifest> option)
    {
        string name = $" --{OptionName(option.Key)}";
        if (option.Value.IsTrue)
        {
            return name;
        }

        string value = Value(option.Value);
        return value.Length == 0 ? "" : $"{name} {Quoted(value)}";
    }

    /// <summary>The value of an option as it is typed; empty for one that is not given.</summary>
    public static string Value(Manifest value)
    {
        string list = string.Join(',', value.Items.Select(item => item.Text));
        return list.Length > 0 ? list : value.Text == "false" ? "" : value.Text;
    }

    private static string Quoted(string word) => word.All(c => char.IsLetterOrDigit(c) || "/._-:,=+".Contains(c, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
