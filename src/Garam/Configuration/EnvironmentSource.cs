using System.Collections;
using Garam.Cli.Connecting;

namespace Garam.Configuration;

/// <summary>The <c>GARAM_*</c> variables. The ones that are not settings of the server are known by name, so that a mistyped setting is noticed.</summary>
internal static class EnvironmentSource
{
    public const string FileVariable = "GARAM_CONFIG";

    private const string Prefix = "GARAM_";

    /// <summary>Read by client commands and by the tests.</summary>
    private static readonly string[] Foreign =
    [
        FileVariable, .. ConnectionFlags.Variables, "GARAM_PROFILES", "GARAM_DEBUG", "GARAM_WRITE_DOCS", "GARAM_TEST_ASSETS", "GARAM_TEST_LONG", "GARAM_TEST_CACHE",
    ];

    public static IEnumerable<SettingValue> Read(IDictionary variables)
    {
        foreach (DictionaryEntry variable in variables)
        {
            var name = (string)variable.Key;
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && !Foreign.Contains(name))
            {
                yield return new SettingValue(name[Prefix.Length..].ToLowerInvariant().Replace('_', '-'), (string?)variable.Value ?? "", name);
            }
        }
    }
}
