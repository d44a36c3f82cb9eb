using System.Net;
using System.Net.Sockets;
using Garam.CliTests.Security;
using Garam.CliTests.Support;

[assembly: AssemblyFixture(typeof(SecuredKafka))]

namespace Garam.CliTests.Security;

/// <summary>
/// Apache Kafka with a listener for each way to be secured, a user for both SCRAM mechanisms and topics with transactions. Started when
/// the first test asks. Owns the process, and the folder with certificates.
/// </summary>
public sealed class SecuredKafka : IAsyncDisposable
{
    public const string User = "ada";
    public const string Password = "open, sesame = yes";
    public const string CrossedTopic = "crossed-transactions";
    public const string OpenTopic = "ends-open";
    public const string AbortedTopic = "ends-aborted";

    /// <summary>A session by PLAIN without TLS ends so soon that a test sees some of them.</summary>
    private const int SessionMs = 1500;

    private const string Jaas = "org.apache.kafka.common.security";

    private readonly Lazy<Task<KafkaProcess>> _kafka;
    private readonly string _folder = Directory.CreateTempSubdirectory("garam-secured-").FullName;
    private readonly Dictionary<Entrance, int> _ports = [];

    public SecuredKafka() => _kafka = new(StartAsync);

    public string AuthorityFile => Path.Combine(_folder, "ca.pem");

    /// <summary>A client's certificate with its key.</summary>
    public string ClientFile => Path.Combine(_folder, "client.pem");

    public string PasswordFile => Path.Combine(_folder, "password");

    /// <summary>HOST:PORT of a listener. Skips the test where Kafka or Java is missing.</summary>
    public async Task<string> AddressAsync(Entrance entrance)
    {
        Assert.SkipWhen(JavaProgram.Missing() is not null, JavaProgram.Missing() ?? "");
        var kafka = await _kafka.Value;
        return entrance == Entrance.Plaintext ? kafka.Bootstrap : $"localhost:{_ports[entrance]}";
    }

    /// <summary>The program without any setting but the listener.</summary>
    public async Task<GaramProgram> ProgramAsync(Entrance entrance, params (string Name, string Value)[] variables) =>
        new([("GARAM_BROKERS", await AddressAsync(entrance)), .. variables]);

    /// <summary>Flags with the names of the files.</summary>
    public string Fill(string flags) => flags
        .Replace("{ca}", AuthorityFile, StringComparison.Ordinal)
        .Replace("{client}", ClientFile, StringComparison.Ordinal)
        .Replace("{password}", PasswordFile, StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (_kafka.IsValueCreated && _kafka.Value.IsCompletedSuccessfully)
        {
            await (await _kafka.Value).DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<KafkaProcess> StartAsync()
    {
        WriteFiles();
        var kafka = await KafkaProcess.StartAsync(Settings);
        string[] command =
            [.. JavaProgram.Command("SecuredCluster.java"), kafka.Bootstrap, User, Password, CrossedTopic, OpenTopic, AbortedTopic];
        var prepared = await Tool.RunAsync(command[0], command[1..]);
        if (!prepared.Output.Contains("#ready", StringComparison.Ordinal))
        {
            await kafka.DisposeAsync();
            throw new InvalidOperationException(prepared.Error);
        }

        return kafka;
    }

    private void WriteFiles()
    {
        using var authority = new TestAuthority();
        using var server = authority.Issue(["localhost", "127.0.0.1"], TimeSpan.FromDays(1));
        using var client = authority.Issue([User], TimeSpan.FromDays(1));
        File.WriteAllText(AuthorityFile, authority.Pem);
        File.WriteAllText(Path.Combine(_folder, "server.pem"), TestAuthority.PemOf(server));
        File.WriteAllText(ClientFile, TestAuthority.PemOf(client));
        File.WriteAllText(PasswordFile, Password + "\n");
    }

    private string[] Settings(int port)
    {
        foreach (var entrance in Enum.GetValues<Entrance>().Where(entrance => entrance != Entrance.Plaintext))
        {
            _ports[entrance] = FreePort();
        }

        var secured = string.Join(",", _ports.Select(entrance => $"{NameOf(entrance.Key)}://localhost:{entrance.Value}"));
        return
        [
            $"listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{port + 1},{secured}",
            $"advertised.listeners=PLAINTEXT://127.0.0.1:{port},{secured}",
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,MUTUALTLS:SSL,LOGINTLS:SASL_SSL,"
                + "LOGIN:SASL_PLAINTEXT",
            "listener.name.mutualtls.ssl.client.auth=required",
            "ssl.keystore.type=PEM",
            $"ssl.keystore.location={_folder}/server.pem",
            "ssl.truststore.type=PEM",
            $"ssl.truststore.location={AuthorityFile}",
            "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
            "listener.name.login.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,OAUTHBEARER",
            $"listener.name.login.plain.connections.max.reauth.ms={SessionMs}",
            $"listener.name.login.oauthbearer.sasl.jaas.config={Jaas}.oauthbearer.OAuthBearerLoginModule required "
                + "unsecuredLoginStringClaim_sub=\"broker\";",
            .. Logins("login"),
            .. Logins("logintls"),
        ];
    }

    private static IEnumerable<string> Logins(string listener) =>
    [
        $"listener.name.{listener}.plain.sasl.jaas.config={Jaas}.plain.PlainLoginModule required user_{User}=\"{Password}\";",
        $"listener.name.{listener}.scram-sha-256.sasl.jaas.config={Jaas}.scram.ScramLoginModule required;",
        $"listener.name.{listener}.scram-sha-512.sasl.jaas.config={Jaas}.scram.ScramLoginModule required;",
    ];

    private static string NameOf(Entrance entrance) => entrance.ToString().ToUpperInvariant();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
