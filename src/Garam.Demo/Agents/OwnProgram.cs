using System.Diagnostics;
using System.Text;

namespace Garam.Demo.Agents;

/// <summary>Starts this program again with other arguments, also where it runs as <c>dotnet garam.dll</c>.</summary>
internal static class OwnProgram
{
    private const string Runtime = "dotnet";
    private const string VariablePrefix = "GARAM_";

    /// <summary>
    /// Leaves the settings of this environment out: an agent of the demo must not take another store or address from them.
    /// </summary>
    public static ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        var (file, before) = Of(Environment.ProcessPath ?? Runtime, Environment.GetCommandLineArgs()[0]);
        var start = new ProcessStartInfo(file, [.. before, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToArray())
        {
            start.Environment.Remove(name);
        }

        return start;
    }

    /// <param name="process">The file of this process.</param>
    /// <param name="entry">The file with the program, which may be the same.</param>
    internal static (string File, string[] Before) Of(string process, string entry) =>
        string.Equals(Path.GetFileNameWithoutExtension(process), Runtime, StringComparison.OrdinalIgnoreCase)
            ? (process, [entry])
            : (process, []);

    private static bool IsSetting(string name) => name.StartsWith(VariablePrefix, StringComparison.OrdinalIgnoreCase);
}
