using System.Globalization;
using Garam.Cli.Terminal;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Garam.Cli.Topics;

/// <summary>
/// Topics in YAML: "topics:", and below it each topic by name, with "partitions", "replication-factor" and "configs". All faults are
/// reported at once, each with its line.
/// </summary>
internal sealed class TopicFile
{
    private const string TopicsKey = "topics";
    private const string PartitionsKey = "partitions";
    private const string ReplicationKey = "replication-factor";
    private const string ConfigsKey = "configs";

    private static readonly string[] TopicKeys = [PartitionsKey, ReplicationKey, ConfigsKey];

    private readonly string _path;
    private readonly List<string> _problems = [];
    private readonly List<TopicSpec> _topics = [];

    private TopicFile(string path) => _path = path;

    public IReadOnlyList<string> Problems => _problems;

    public IReadOnlyList<TopicSpec> Topics => _topics;

    /// <summary>Reads a file; "-" is the standard input.</summary>
    public static TopicFile Read(string path, Func<Stream> input)
    {
        var file = new TopicFile(path == "-" ? "standard input" : path);
        if (Directory.Exists(path))
        {
            file._problems.Add($"{path}: is a directory.");
            return file;
        }

        try
        {
            file.Parse(new StringReader(WrittenText.Read(path == "-" ? input() : File.OpenRead(path))));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            file._problems.Add($"{file._path}: cannot be read: {Printable.OneLine(fault.Message)}");
        }

        return file;
    }

    private void Parse(TextReader reader)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(reader);
            if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is not YamlMappingNode root)
            {
                _problems.Add($"{_path}: expected \"{TopicsKey}:\", and below it each topic by its name.");
                return;
            }

            ReadRoot(root);
        }
        catch (YamlException fault)
        {
            _problems.Add($"{_path} line {fault.Start.Line}: not valid YAML: {Printable.OneLine(fault.Message)}");
        }
    }

    private void ReadRoot(YamlMappingNode root)
    {
        var isThere = false;
        foreach (var (key, value) in Named(root, [TopicsKey]))
        {
            isThere = true;
            if (value is YamlMappingNode topics)
            {
                foreach (var (name, topic) in Named(topics, null))
                {
                    ReadTopic(name, topic);
                }
            }
            else if (!IsNull(value))
            {
                Complain(value, $"expected each topic by its name below \"{key}:\", as in \"orders: {{partitions: 6}}\".");
            }
        }

        if (!isThere && _problems.Count == 0)
        {
            Complain(root, $"there is no \"{TopicsKey}:\".");
        }
    }

    private void ReadTopic(string name, YamlNode node)
    {
        int? partitions = null;
        int? replicas = null;
        var configs = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        if (node is YamlMappingNode topic)
        {
            foreach (var (key, value) in Named(topic, TopicKeys))
            {
                switch (key)
                {
                    case PartitionsKey:
                        partitions = Number(key, value);
                        break;
                    case ReplicationKey:
                        replicas = Number(key, value);
                        break;
                    default:
                        ReadConfigs(value, configs);
                        break;
                }
            }
        }
        else if (!IsNull(node))
        {
            Complain(node, $"topic '{name}': expected {string.Join(", ", TopicKeys)}.");
        }

        _topics.Add(new TopicSpec(name, Origin(node), partitions, replicas, configs));
    }

    private void ReadConfigs(YamlNode node, SortedDictionary<string, string?> configs)
    {
        if (node is not YamlMappingNode mapping)
        {
            Complain(node, $"{ConfigsKey}: expected lines of the form \"setting: value\".");
            return;
        }

        foreach (var (name, value) in Named(mapping, null))
        {
            if (value is YamlScalarNode scalar)
            {
                configs[name] = IsNull(scalar) ? null : scalar.Value;
            }
            else
            {
                Complain(value, $"{name}: expected a plain value.");
            }
        }
    }

    /// <summary>Returns the entries of a mapping. If only certain keys are allowed, it complains about the others.</summary>
    private IEnumerable<(string Key, YamlNode Value)> Named(YamlMappingNode mapping, string[]? allowed)
    {
        foreach (var (key, value) in mapping.Children)
        {
            if (key is not YamlScalarNode { Value: { Length: > 0 } name })
            {
                Complain(key, "expected a name.");
            }
            else if (allowed is not null && !allowed.Contains(name))
            {
                Complain(key, $"there is no '{name}' here; allowed: {string.Join(", ", allowed)}.{Suggestion.For(name, allowed)}");
            }
            else
            {
                yield return (name, value);
            }
        }
    }

    private int? Number(string key, YamlNode node)
    {
        if (node is YamlScalarNode { Value: { } text }
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= short.MaxValue * 4)
        {
            return number;
        }

        Complain(node, $"{key}: '{node}' is not a number above zero.");
        return null;
    }

    private static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    private string Origin(YamlNode node) => $"{_path} line {node.Start.Line}";

    private void Complain(YamlNode node, string text) => _problems.Add($"{Origin(node)}: {text}");
}

/// <summary>A topic as a file describes it.</summary>
/// <param name="Name">The topic's name.</param>
/// <param name="Origin">File and line, for messages.</param>
/// <param name="Partitions">Null for the broker's default, or no change.</param>
/// <param name="ReplicationFactor">Null for the broker's default, or no change.</param>
/// <param name="Configs">Settings; a null value asks for the default.</param>
internal sealed record TopicSpec(
    string Name, string Origin, int? Partitions, int? ReplicationFactor, IReadOnlyDictionary<string, string?> Configs);
