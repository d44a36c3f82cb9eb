using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garam.Cli.Connecting;
using Garam.Cli.Terminal;
using Garam.ClientTests.Support;

namespace Garam.UnitTests.Cli;

/// <summary>How to get into a cluster: flags, variables and profiles, and what is wrong with them.</summary>
public sealed class SecurityFlagsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("garam-security-").FullName;
    private readonly Dictionary<string, string> _variables = [];

    public SecurityFlagsTests()
    {
        _variables[ProfileFile.Variable] = Path.Combine(_folder, "profiles.yaml");
        using var authority = new TestAuthority();
        using var own = authority.Issue(["ada"], TimeSpan.FromDays(1));
        File.WriteAllText(PathOf("ca.pem"), authority.Pem);
        File.WriteAllText(PathOf("ada.pem"), TestAuthority.PemOf(own));
        File.WriteAllText(PathOf("password"), "open sesame\n");
        File.WriteAllText(PathOf("empty"), "\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nothing_said_is_plaintext_and_no_login()
    {
        var target = Resolve(SecuritySettings.None);

        Assert.Null(target.Tls);
        Assert.Null(target.Sasl);
    }

    [Fact]
    public void An_authority_or_a_certificate_turns_TLS_on()
    {
        Assert.Single(Resolve(new SecuritySettings { Ca = PathOf("ca.pem") }).Tls!.Authorities!);
        Assert.NotNull(Resolve(new SecuritySettings { Cert = PathOf("ada.pem") }).Tls!.Identity);
        Assert.True(Resolve(new SecuritySettings { Insecure = true }).Tls!.TrustsAnybody);
        Assert.Null(Resolve(new SecuritySettings { Tls = false, Ca = PathOf("ca.pem") }).Tls);
    }

    [Fact]
    public void A_key_that_is_encrypted_is_opened_by_its_variable()
    {
        using var authority = new TestAuthority();
        using var own = authority.Issue(["ada"], TimeSpan.FromDays(1));
        using var key = own.GetECDsaPrivateKey()!;
        File.WriteAllText(PathOf("cert.pem"), own.ExportCertificatePem());
        File.WriteAllText(PathOf("key.pem"), key.ExportEncryptedPkcs8PrivateKeyPem(
            "open sesame", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)));
        var settings = new SecuritySettings { Cert = PathOf("cert.pem"), CertKey = PathOf("key.pem") };

        Assert.Contains(
            "GARAM_CERT_KEY_PASSWORD", Assert.Throws<CommandException>(() => Resolve(settings)).Message, StringComparison.Ordinal);
        _variables["GARAM_CERT_KEY_PASSWORD"] = "wrong";
        Assert.DoesNotContain("wrong", Assert.Throws<CommandException>(() => Resolve(settings)).Message, StringComparison.Ordinal);
        _variables["GARAM_CERT_KEY_PASSWORD"] = "open sesame";
        Assert.Equal("CN=ada", Resolve(settings).Tls!.Identity!.TargetCertificate.Subject);
    }

    [Fact]
    public void A_flag_counts_more_than_its_variable()
    {
        _variables["GARAM_TLS"] = "1";
        _variables["GARAM_SASL"] = "plain";
        _variables["GARAM_USER"] = "ada";
        _variables["GARAM_PASSWORD"] = "open sesame";

        Assert.Equal("PLAIN ada", Resolve(SecuritySettings.None).Sasl!.ToString());
        Assert.Equal("SCRAM-SHA-512 eve", Resolve(new SecuritySettings { Sasl = "SCRAM-SHA-512", User = "eve" }).Sasl!.ToString());
        Assert.Null(Resolve(new SecuritySettings { Tls = false }).Tls);
    }

    [Fact]
    public async Task A_profile_goes_into_its_cluster_and_the_variables_into_all_others()
    {
        var run = new RecordedScreen();
        await run.RunAsync(
            $"profile add prod --brokers prod:1 --ca {PathOf("ca.pem")} "
                + $"--sasl scram-sha-256 --user ada --password-file {PathOf("password")} --use",
            [.. Variables]);
        _variables["GARAM_SASL"] = "plain";
        _variables["GARAM_USER"] = "eve";
        _variables["GARAM_PASSWORD"] = "secret";

        var used = ConnectionFlags.Resolve(null, null, Variable, TimeSpan.FromSeconds(1), SecuritySettings.None);
        var other = Resolve(SecuritySettings.None);

        Assert.Equal(("prod:1", "SCRAM-SHA-256 ada"), (used.ToString(), used.Sasl!.ToString()));
        Assert.NotNull(used.Tls);
        Assert.Equal(("other:1", "PLAIN eve"), (other.ToString(), other.Sasl!.ToString()));
        Assert.Null(other.Tls);
    }

    [Fact]
    public async Task A_profile_is_listed_with_its_security_and_holds_no_secret()
    {
        _variables["GARAM_PASSWORD"] = "open sesame";
        await new RecordedScreen().RunAsync("profile add open --brokers a:1", [.. Variables]);
        Assert.Equal(0, await new RecordedScreen().RunAsync(
            $"profile add prod --brokers b:1 --tls --cert {PathOf("it's.pem")} --sasl PLAIN --user ada", [.. Variables]));

        var (table, json) = (new RecordedScreen(), new RecordedScreen());
        await table.RunAsync("profile list", [.. Variables]);
        await json.RunAsync("profile list --json", [.. Variables]);

        Assert.Equal("  PROFILE  BROKERS  SECURITY\n  open     a:1\n  prod     b:1      tls, certificate, plain ada\n", table.Output);
        Assert.Contains(
            $$"""{"name":"prod","brokers":"b:1","inUse":false,"security":{"tls":true,"cert":"{{PathOf("it")}}""",
            Dense(json.Output), StringComparison.Ordinal);
        Assert.Contains("""{"name":"open","brokers":"a:1","inUse":false}""", Dense(json.Output), StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", File.ReadAllText(_variables[ProfileFile.Variable]), StringComparison.Ordinal);
        Assert.Equal(PathOf("it's.pem"), ProfileFile.Load(Variable).Get("prod").Security.Cert);
    }

    [Theory]
    [InlineData("--sasl plan --user a", "Did you mean plain?")]
    [InlineData("--sasl plain", "--user NAME")]
    [InlineData("--sasl plain --user ada", "the password of ada is missing: set GARAM_PASSWORD or give --password-file FILE")]
    [InlineData("--sasl oauthbearer", "the token is missing")]
    [InlineData("--user ada", "--user needs --sasl")]
    [InlineData("--cert-key k.pem --tls", "--cert-key needs --cert")]
    [InlineData("--ca {0}/gone.pem", "--ca: cannot read '{0}/gone.pem': there is no such file")]
    [InlineData("--ca {0}/password", "no certificate in it")]
    [InlineData("--cert {0}/ca.pem", "--cert: '{0}/ca.pem' cannot be used")]
    [InlineData("--cert {0}/ada.pem --cert-key {0}/gone.pem", "cannot read '{0}/gone.pem'")]
    [InlineData("--sasl plain --user ada --password-file {0}/gone", "--password-file: cannot read '{0}/gone': there is no such file")]
    [InlineData("--sasl plain --user ada --password-file {0}/empty", "holds no password")]
    public async Task What_is_wrong_or_missing_is_told_before_anybody_is_asked(string flags, string says)
    {
        var screen = new RecordedScreen();

        Assert.Equal(ExitCode.Usage, await screen.RunAsync(
            "topics list --brokers 127.0.0.1:1 " + flags.Replace("{0}", _folder, StringComparison.Ordinal), [.. Variables]));

        Assert.Contains(says.Replace("{0}", _folder, StringComparison.Ordinal), screen.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flag_without_a_value_does_not_take_the_next_word() =>
        Assert.Equal(["logs"], Garam.CommandLine.RootCommandFactory.CreateAll().Parse("consume --tls logs").GetValue<string[]>("TOPIC")!);

    private IEnumerable<(string, string)> Variables => _variables.Select(static variable => (variable.Key, variable.Value));

    private string? Variable(string name) => _variables.GetValueOrDefault(name);

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static string Dense(string json) => json.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    private ClusterTarget Resolve(SecuritySettings flags) =>
        ConnectionFlags.Resolve("other:1", null, Variable, TimeSpan.FromSeconds(1), flags);
}
