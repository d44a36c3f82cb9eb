using System.Diagnostics;
using System.Text;

namespace Garam.CliTests.Support;

/// <summary>
/// The built program as a shell would run it: the environment holds what is given here and none of the caller's own GARAM_ variables or
/// profiles.
/// </summary>
public sealed class GaramProgram(params (string Name, string Value)[] variables)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    public Task<ToolResult> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    /// <summary>One command line; words are divided by blanks, as there is nothing to quote.</summary>
    public Task<ToolResult> LineAsync(string line) => RunAsync(line.Split(' '));

    public Task<ToolResult> RunWithInputAsync(string input, params string[] arguments) => RunAsync(Repository.Program, arguments, input);

    /// <summary>A line for a shell in which "garam" is the program.</summary>
    public Task<ToolResult> ShellAsync(string line) =>
        RunAsync("bash", ["-c", $"garam() {{ '{Repository.Program}' \"$@\"; }}; {line}"], "");

    /// <summary>The same on a terminal of so many columns; what the program writes to both outputs comes back as one.</summary>
    public Task<ToolResult> OnTerminalAsync(int columns, string line) =>
        RunAsync("script", ["-qec", $"stty cols {columns}; '{Repository.Program}' {line}", "/dev/null"], "");

    /// <summary>The same while it runs. Shows "pid=" and the program's process id first. The caller owns it.</summary>
    public TerminalRun StartOnTerminal(int columns, string line) =>
        new(Process.Start(StartInfo(
            "script", ["-qec", $"stty cols {columns}; echo pid=$$; exec '{Repository.Program}' {line}", "/dev/null"]))!);

    /// <summary>A program that goes on until it is stopped. The caller owns it.</summary>
    public Process Start(params string[] arguments) => Process.Start(StartInfo(Repository.Program, arguments))!;

    private ProcessStartInfo StartInfo(string file, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GARAM_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment.Remove("NO_COLOR");
        start.Environment.Remove("COLUMNS");
        start.Environment["GARAM_PROFILES"] = "/nonexistent/profiles.yaml";
        start.Environment["TERM"] = "xterm";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private async Task<ToolResult> RunAsync(string file, string[] arguments, string input)
    {
        using var process = Process.Start(StartInfo(file, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading, which is its right.
        }

        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{file} {string.Join(' ', arguments)} did not end within {Timeout}.\n{await error}");
        }

        return new ToolResult(process.ExitCode, await output, await error);
    }
}
