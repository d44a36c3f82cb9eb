using System.Security.Cryptography.X509Certificates;
using Garam.ClientTests.Support;
using Garam.FaultTests.Support;

namespace Garam.FaultTests.Agents;

/// <summary>Agents that call each other over mutual TLS.</summary>
public sealed class AgentTlsTests : IDisposable
{
    private readonly TemporaryFolder _store = new();
    private readonly TemporaryFolder _files = new();
    private readonly TestAuthority _authority = new();

    public AgentTlsTests() => Write("ca", _authority.Pem);

    public void Dispose()
    {
        _authority.Dispose();
        _files.Dispose();
        _store.Dispose();
    }

    [Fact]
    public async Task Agents_with_certificates_work_together_and_refuse_callers_without()
    {
        await using var agents = await AgentProcesses.StartAsync(_store, 0);
        var leader = await agents.AddAsync(Flags(Issue("first")));
        var follower = await agents.AddAsync(Flags(Issue("second")));
        await using (var client = await WellBehavedClient.ConnectAsync(follower.Kafka))
        {
            // Both go through the leader.
            await client.CreateTopicAsync("log");
            await client.AppendAsync("log", "value");
            Assert.Equal(["value"], await client.ReadAllAsync("log"));
        }

        var seen = await Tool.RunAsync(["status", "--data", _store.Path, .. Flags(Issue("operator"))]);
        Assert.Contains("2, all answer", seen.Output, StringComparison.Ordinal);
        var unseen = await Tool.RunAsync("agents", "--data", _store.Path);
        Assert.Contains("hung up when it was greeted", unseen.Output, StringComparison.Ordinal);
        Assert.Contains("does not speak TLS. All agents of a cluster have to be started alike", leader.Log, StringComparison.Ordinal);
        using var stranger = new TestAuthority("Stranger");
        var refused = await Tool.RunAsync(["agents", "--data", _store.Path, .. Flags(Issue("stranger", stranger))]);
        Assert.DoesNotContain("leads", refused.Output, StringComparison.Ordinal);
        Assert.Contains("""signed by "CN=Stranger", which is not trusted here""", leader.Log, StringComparison.Ordinal);

        await agents.StopAsync();
        await Tool.AssertSoundAsync(_store.Path);
    }

    [Fact]
    public async Task A_certificate_that_has_expired_keeps_an_agent_from_starting() =>
        await AssertRefusedAsync(Issue("old", endsIn: -1), "is valid from");

    [Fact]
    public async Task The_key_of_another_certificate_keeps_an_agent_from_starting()
    {
        var (certificate, _) = Issue("one");
        var (_, key) = Issue("other");
        await AssertRefusedAsync((certificate, key), "It has to hold the key of internal-tls-cert in PEM, without a password");
    }

    [Fact]
    public async Task A_missing_file_keeps_an_agent_from_starting() =>
        await AssertRefusedAsync((Issue("one").Certificate, "missing.key"), "cannot read 'missing.key': there is no such file");

    [Fact]
    public async Task A_file_without_a_certificate_keeps_an_agent_from_starting() =>
        await AssertRefusedAsync((Write("empty", "nothing"), Issue("one").Key), "no certificate in it");

    private async Task AssertRefusedAsync((string Certificate, string Key) files, string reason)
    {
        var run = await Tool.RunAsync(["agent", "--data", _store.Path, "--kafka", "127.0.0.1:0", .. Flags(files)]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    private string[] Flags((string Certificate, string Key) files) =>
    [
        "--internal-tls-ca", Path.Combine(_files.Path, "ca"), "--internal-tls-cert", files.Certificate, "--internal-tls-key", files.Key,
    ];

    private (string Certificate, string Key) Issue(string name, TestAuthority? authority = null, int endsIn = 1)
    {
        using var issued = (authority ?? _authority).Issue(["127.0.0.1"], TimeSpan.FromDays(endsIn));
        using var key = issued.GetECDsaPrivateKey()!;
        return (Write($"{name}.crt", issued.ExportCertificatePem()), Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_files.Path, name);
        File.WriteAllText(path, content);
        return path;
    }
}
