using System.Collections;
using System.Text.RegularExpressions;
using Garam.Cli;

namespace Garam.Configuration;

/// <summary>
/// Reads the <c>GARAM_*</c> variables. Those that are not settings of the server are known by name, so that a mistyped setting is noticed.
/// An empty variable counts as not set: that is how templates and service files leave one out.
/// </summary>
internal static partial class EnvironmentSource
{
    public const string FileVariable = "GARAM_CONFIG";

    private const string OtlpVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Prefix = "GARAM_";

    /// <summary>Variables that client commands and the tests read.</summary>
    private static readonly string[] Foreign =
    [
        FileVariable, .. ClientCommands.Variables,
        "GARAM_WRITE_DOCS", "GARAM_TEST_ASSETS", "GARAM_TEST_LONG", "GARAM_TEST_CACHE", "GARAM_TEST_STORE",
    ];

    /// <summary>OpenTelemetry's own variable is weaker than ours: it speaks to every program of a machine.</summary>
    public static IEnumerable<SettingValue> Read(IDictionary variables) =>
    [
        .. from value in new[] { variables[OtlpVariable] as string }
           where !string.IsNullOrEmpty(value)
           select new SettingValue("otlp-endpoint", value, OtlpVariable),
        .. from variable in Ours(variables)
           where !IsOfKubernetes(variable.Name, variable.Value)
           select new SettingValue(variable.Name[Prefix.Length..].ToLowerInvariant().Replace('_', '-'), variable.Value, variable.Name),
    ];

    /// <summary>Returns the names of those that Kubernetes gives every container for a Service called garam or garam-something.</summary>
    public static IReadOnlyList<string> OfKubernetes(IDictionary variables) =>
    [
        .. from variable in Ours(variables)
           where IsOfKubernetes(variable.Name, variable.Value)
           select variable.Name into name
           orderby name
           select name,
    ];

    public static string TellIgnored(IReadOnlyList<string> names) =>
        $"{string.Join(", ", names)}: set by Kubernetes for a Service whose name begins with \"garam\"; ignored. "
        + "enableServiceLinks: false in the pod leaves them out.";

    private static IEnumerable<(string Name, string Value)> Ours(IDictionary variables) =>
        from string name in variables.Keys
        let value = variables[name] as string ?? ""
        where name.StartsWith(Prefix, StringComparison.Ordinal) && value.Length > 0 && !Foreign.Contains(name)
        select (name, value);

    private static bool IsOfKubernetes(string name, string value) =>
        ServiceName().IsMatch(name) || (name.EndsWith("_PORT", StringComparison.Ordinal) && ServiceAddress().IsMatch(value));

    [GeneratedRegex(@"^GARAM_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$")]
    private static partial Regex ServiceName();

    [GeneratedRegex("^(tcp|udp|sctp)://")]
    private static partial Regex ServiceAddress();
}
