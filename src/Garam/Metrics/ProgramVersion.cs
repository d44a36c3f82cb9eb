using System.Reflection;

namespace Garam.Metrics;

/// <summary>The version that the program was built as.</summary>
internal static class ProgramVersion
{
    /// <summary>The number, with the commit after a plus sign if it is known.</summary>
    public static string Full { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private static readonly string[] Parts = Full.Split('+', 2);

    public static string Number => Parts[0];

    /// <summary>Empty if it is not known.</summary>
    public static string Commit => Parts.Length > 1 ? Parts[1] : "";
}
