using System.Text.RegularExpressions;
using TorchCurvature.Resources;

namespace TorchCurvature.PyTorch.Checks;

/// <summary>Makes a sentence of what a process that loaded a network left on standard error.</summary>
internal static partial class LoadingError
{
    public static string Explain(string errors)
    {
        if (UnknownOperator().Match(errors) is { Success: true } unknown)
        {
            string name = unknown.Groups[1].Value.TrimEnd('.');
            string library = name.StartsWith("aten::", StringComparison.Ordinal)
                ? "libtorch 2.10 does not have it: the file may be of a newer PyTorch."
                : "it belongs to a library of operators that is not part of libtorch.";
            return $"it calls the operator '{name}', and {library} Write that operator out in terms of others and save the network again.";
        }

        string thrown = errors.Replace("terminate called after throwing an instance of", "", StringComparison.Ordinal);
        string first = NativeMessage.FirstLine(thrown);
        int what = errors.IndexOf("what():", StringComparison.Ordinal);
        string said = what < 0 ? first : NativeMessage.FirstLine(errors[(what + "what():".Length)..]);
        return said.Length == 0 ? "libtorch ended the process that tried, without a word." : said;
    }

    [GeneratedRegex(@"Unknown builtin op: ([A-Za-z0-9_:.]+)")]
    private static partial Regex UnknownOperator();
}
