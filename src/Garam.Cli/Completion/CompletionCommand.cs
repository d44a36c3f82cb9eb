using Garam.Cli.Commands;
using Garam.Cli.Terminal;

namespace Garam.Cli.Completion;

/// <summary><c>garam completion</c>: scripts that make a shell complete commands, options, topics, groups and profiles.</summary>
internal static class CompletionCommand
{
    public const string Description = "Print a script that makes a shell complete garam's command lines.";

    private const string Bash = """
        # bash completion for garam: source <(garam completion bash)
        _garam() {
            local IFS=$'\n'
            COMPREPLY=($(garam __complete "${COMP_LINE:0:COMP_POINT}" 2>/dev/null))
        }
        complete -o default -F _garam garam
        """;

    private const string Zsh = """
        #compdef garam
        # zsh completion for garam: source <(garam completion zsh)
        _garam() {
            local -a candidates
            candidates=("${(@f)$(garam __complete "${LBUFFER}" 2>/dev/null)}")
            [[ -n "${candidates[*]}" ]] && compadd -- "${candidates[@]}" || _files
        }
        compdef _garam garam
        """;

    private const string Fish = """
        # fish completion for garam: garam completion fish | source
        complete -c garam -f -a '(garam __complete (commandline -cp) 2>/dev/null)'
        complete -c garam -n 'string match -qr -- " (-f|--[a-z-]*file|--data|--config) \\S*\\$" (commandline -cp)' -F
        """;

    public static ToolCommand Create() => new("completion", Description)
    {
        Shell("bash", Bash, "source <(garam completion bash)"),
        Shell("zsh", Zsh, "source <(garam completion zsh)"),
        Shell("fish", Fish, "garam completion fish | source"),
    };

    private static ToolCommand Shell(string name, string script, string line)
    {
        var command = new ToolCommand(name, $"Print the script for {name}.")
        {
            Details = """
                Names of topics and groups come from the cluster that the line names, or from the default one.
                The cluster has one second to answer.
                """,
            Examples = [new Example(line, "Turns completion on for this shell; put it in the shell's start-up file to keep it.")],
        };
        command.Run(run =>
        {
            foreach (var line in script.ReplaceLineEndings("\n").Split('\n'))
            {
                run.Screen.Say(line);
            }

            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }
}
