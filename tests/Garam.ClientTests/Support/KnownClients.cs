namespace Garam.ClientTests.Support;

/// <summary>Every client that the tests drive. A client that is not installed says what is missing.</summary>
public static class KnownClients
{
    // Debian's interpreter: its packages hold the clients.
    private const string Python = "/usr/bin/python3";

    public static KcatClient Kcat { get; } = new();

    /// <summary>It has no zstd, and Node.js 20 lends it none.</summary>
    public static ScriptClient KafkaJs { get; } = Node("kafkajs", "kafkajs-client.js", "kafkajs", Codec.Zstd);

    public static ScriptClient ConfluentJs { get; } = Node("kafka-javascript", "confluent-client.js", "@confluentinc/kafka-javascript");

    /// <summary>It has zstd from Node.js 22 on only, and no Snappy frames as other clients write them.</summary>
    public static ScriptClient Platformatic { get; } = Node(
        "platformatic", "platformatic-client.js", "@platformatic/kafka", Codec.Zstd, Codec.Snappy);

    public static ScriptClient PythonKafka { get; } = PythonClient("python3-kafka", "kafka_client.py", "kafka");

    public static ScriptClient PythonConfluent { get; } = PythonClient("python3-confluent-kafka", "confluent_client.py", "confluent_kafka");

    /// <summary>Its package brings librdkafka: the one client that is never missing.</summary>
    public static ScriptClient ConfluentNet { get; } = new("confluent-kafka-dotnet", [Repository.ConfluentClient], missing: null);

    public static ScriptClient Java { get; } = new("java", JavaProgram.Command("JavaClient.java"), JavaProgram.Missing());

    /// <summary>Java's client as <see cref="ScriptClient.StartTraffic"/> wants it.</summary>
    public static ScriptClient JavaTraffic { get; } = new("java", JavaProgram.Command("JavaTraffic.java"), JavaProgram.Missing());

    /// <summary>kafkajs as <see cref="ScriptClient.StartTraffic"/> wants it.</summary>
    public static ScriptClient KafkaJsTraffic { get; } = Node("kafkajs", "kafkajs-traffic.js", "kafkajs");

    public static IReadOnlyList<IKafkaClient> All { get; } =
        [Kcat, KafkaJs, ConfluentJs, PythonKafka, PythonConfluent, ConfluentNet, Java, Platformatic];

    /// <summary>Skips the test, by name, when the client is not installed.</summary>
    public static IKafkaClient Require(string name)
    {
        var client = All.Single(one => one.Name == name);
        Assert.SkipWhen(client.Missing is not null, client.Missing ?? "");
        return client;
    }

    private static ScriptClient Node(string name, string script, string package, params IReadOnlyList<Codec> unsupported)
    {
        var there = Tool.IsInstalled("node") && Directory.Exists(Path.Combine(Repository.NodeModules, package));
        return new ScriptClient(
            name, ["node", Path.Combine(Repository.Clients, script)],
            there ? null : $"{package} is not installed: eng/install-test-clients installs it.", unsupported);
    }

    private static ScriptClient PythonClient(string name, string script, string module)
    {
        var there = Directory.Exists(Path.Combine("/usr/lib/python3/dist-packages", module));
        return new ScriptClient(
            name, [Python, "-B", Path.Combine(Repository.Clients, script)],
            there ? null : $"{name} is not installed: eng/install-test-clients installs it.");
    }
}
