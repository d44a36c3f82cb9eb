using System.Diagnostics.CodeAnalysis;
using System.Text;
using Garam.Cli.Terminal;
using Garam.CommandLine;

namespace Garam.UnitTests.Cli;

/// <summary>A screen that is no terminal, or one of so many columns, and what was written to it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "They are memory and nothing else.")]
internal sealed class RecordedScreen
{
    private readonly MemoryStream _out = new();
    private readonly StringWriter _error = new();

    public RecordedScreen(int? columns = null, string input = "", bool usesColor = false) => Screen = new Screen(new ScreenOptions
    {
        Out = _out,
        Error = _error,
        In = () => new MemoryStream(Encoding.UTF8.GetBytes(input)),
        IsOutInteractive = columns is not null,
        IsErrorInteractive = columns is not null,
        IsInInteractive = columns is not null,
        UsesColor = usesColor,
        Width = columns ?? ScreenOptions.WidthDefault,
    });

    public Screen Screen { get; }

    public string Error => _error.ToString();

    public string Output
    {
        get
        {
            Screen.Out.Flush();
            return Encoding.UTF8.GetString(_out.ToArray());
        }
    }

    /// <summary>The whole program, with these variables and no others.</summary>
    public Task<int> RunAsync(string line, params (string Name, string Value)[] variables) =>
        CommandLineProgram.RunAsync(
            line.Length == 0 ? [] : line.Split(' '), Screen, name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
