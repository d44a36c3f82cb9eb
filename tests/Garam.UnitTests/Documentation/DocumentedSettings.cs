using System.Net;
using System.Text.RegularExpressions;
using Garam.Composition;
using Garam.Metadata.Configs;

namespace Garam.UnitTests.Documentation;

/// <summary>The settings that mean something, found in the sources that read them, so that none is forgotten.</summary>
/// <param name="OfTopics">Settings of a topic.</param>
/// <param name="OfBrokers">Settings of all brokers, alterable while the cluster runs.</param>
/// <param name="Started">Values that a process acts on unless it is started with others.</param>
internal sealed partial record DocumentedSettings(
    IReadOnlySet<string> OfTopics, IReadOnlySet<string> OfBrokers, IReadOnlyDictionary<string, string> Started)
{
    public static NodeOptions DefaultOptions { get; } =
        new() { Listeners = [new(new IPEndPoint(IPAddress.Loopback, 9092))], StoreName = "store" };

    public static DocumentedSettings FromSource() => new(
        Named(ConfigCatalog.Topics, "src/Garam.Metadata/Configs/TopicSettings.cs"),
        Named(ConfigCatalog.Brokers, "src/Garam.Broker/Cluster/BrokerSettings.cs", "src/Garam.Controller/Groups/GroupSettings.cs"),
        StartedSettings.Of(DefaultOptions));

    /// <summary>Returns the settings that these files name, whatever they do with them.</summary>
    private static HashSet<string> Named(ConfigCatalog catalog, params string[] files) =>
    [
        .. files.SelectMany(file => Literal().Matches(File.ReadAllText(Path.Combine(WrittenPage.Root, file))))
            .Select(match => match.Groups[1].Value)
            .Where(name => catalog.TryGet(name, out _)),
    ];

    [GeneratedRegex("\"([a-z][a-z.]+)\"")]
    private static partial Regex Literal();
}
