using System.CommandLine;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>
/// <c>curvature completion SHELL</c>: prints the shell's script for tab completion, which asks the command itself for the words that fit.
/// </summary>
internal static class CompletionCommand
{
    private static readonly string[] Examples =
    [
        "source <(curvature completion bash)",
    ];

    private const string Bash = """
        _curvature() {
            local IFS=$'\n'
            local words_that_fit="$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)"
            COMPREPLY=($(compgen -W "${words_that_fit}" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _curvature curvature
        """;

    private const string Zsh = """
        _curvature() {
            local -a words_that_fit
            words_that_fit=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -a words_that_fit
            [[ ${#words_that_fit} -gt 1 ]] || _files
        }
        compdef _curvature curvature
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName curvature -ScriptBlock {
            param($word, $line, $position)
            curvature "[suggest:$position]" "$line" | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }
        """;

    public static Command Build()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "pwsh");
        var command = new Verb("completion", "Prints the tab-completion script of a shell.", Examples)
        {
            shell
        };
        command.SetAction(parsed => Console.Out.WriteLine(parsed.GetRequiredValue(shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => PowerShell,
        }));
        return command;
    }
}
