using System.Globalization;

namespace Garam.Demo.Agents;

/// <summary>An agent's name and addresses, which it keeps over its restarts.</summary>
/// <param name="Name">The agent's id.</param>
/// <param name="Zone">The demo's clients name none, so that they use all agents.</param>
/// <param name="Kafka">The port for clients.</param>
/// <param name="Internal">The port for the other agents.</param>
internal sealed record AgentPlace(string Name, string Zone, int Kafka, int Internal)
{
    private const string Zones = "abc";

    public string Address => $"127.0.0.1:{Kafka.ToString(CultureInfo.InvariantCulture)}";

    /// <param name="number">From 0.</param>
    /// <param name="ports">Two for each agent.</param>
    public static AgentPlace Of(int number, IReadOnlyList<int> ports) => new(
        string.Create(CultureInfo.InvariantCulture, $"a{number + 1}"),
        Zones[number % Zones.Length].ToString(),
        ports[2 * number],
        ports[(2 * number) + 1]);

    /// <summary>The command line of the agent.</summary>
    public IReadOnlyList<string> Arguments(string store) =>
    [
        "agent", "--supervised", "--data", store, "--id", Name, "--zone", Zone, "--kafka", Address,
        "--internal", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Internal}"),
        "--http", "off", "--otlp-endpoint", "off",
    ];
}
