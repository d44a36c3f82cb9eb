using System.Text;
using Garam.CliTests.Support;

namespace Garam.CliTests.Security;

/// <summary>Every way into a secured Apache Kafka.</summary>
public sealed class SecuredListenerTests(SecuredKafka kafka)
{
    [Theory]
    [InlineData(Entrance.Tls, "--ca {ca}")]
    [InlineData(Entrance.Tls, "--insecure")]
    [InlineData(Entrance.MutualTls, "--ca {ca} --cert {client}")]
    [InlineData(Entrance.LoginTls, "--ca {ca} --sasl plain --user ada --password-file {password}")]
    [InlineData(Entrance.LoginTls, "--ca {ca} --sasl scram-sha-256 --user ada --password-file {password}")]
    [InlineData(Entrance.LoginTls, "--ca {ca} --sasl scram-sha-512 --user ada --password-file {password}")]
    [InlineData(Entrance.Login, "--sasl plain --user ada --password-file {password}")]
    [InlineData(Entrance.Login, "--sasl SCRAM-SHA-256 --user ada --password-file {password}")]
    public async Task Records_go_in_and_come_out(Entrance entrance, string flags)
    {
        var garam = await kafka.ProgramAsync(entrance);
        var topic = $"round-trip-{entrance}-{flags.Split(' ').Length}-{flags.Contains("512", StringComparison.Ordinal)}"
            + $"-{flags.Contains("scram", StringComparison.OrdinalIgnoreCase)}";
        flags = kafka.Fill(flags);
        var input = string.Concat(Enumerable.Range(0, 2_000).Select(static line => $"line {line}\n"));

        (await garam.LineAsync($"topics create {topic} --partitions 3 {flags}")).ShouldSucceed();
        (await garam.RunWithInputAsync(input, [.. $"produce {topic} --partition 0 {flags}".Split(' ')])).ShouldSucceed();
        var read = (await garam.LineAsync($"consume {topic} {flags}")).ShouldSucceed();

        Assert.Equal(input, read.Output);
        Assert.Contains(topic, (await garam.LineAsync($"topics list {flags}")).ShouldSucceed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_a_login_too()
    {
        var garam = await kafka.ProgramAsync(Entrance.Login, ("GARAM_SASL", "oauthbearer"), ("GARAM_PASSWORD", UnsecuredToken()));

        (await garam.LineAsync("topics list")).ShouldSucceed();
        (await (await kafka.ProgramAsync(Entrance.Login, ("GARAM_SASL", "oauthbearer"), ("GARAM_PASSWORD", "no.token."))).LineAsync(
            "topics list"))
            .ShouldFail(5, "refuses OAUTHBEARER", "GARAM_PASSWORD");
    }

    [Fact]
    public async Task Sessions_that_end_are_renewed_while_records_flow()
    {
        var garam = await kafka.ProgramAsync(
            Entrance.Login, ("GARAM_SASL", "plain"), ("GARAM_USER", SecuredKafka.User), ("GARAM_PASSWORD", SecuredKafka.Password));
        (await garam.LineAsync("topics create renewed")).ShouldSucceed();

        // Three sessions long; without a renewal the broker hangs up on the first request behind the end of one.
        var produced = await garam.ShellAsync(
            "(for i in 1 2 3 4 5 6 7 8 9; do echo $i; sleep 0.5; done) | garam produce renewed --linger 1ms");

        produced.ShouldSucceed();
        Assert.Equal("1\n2\n3\n4\n5\n6\n7\n8\n9\n", (await garam.LineAsync("consume renewed")).ShouldSucceed().Output);
    }

    /// <summary>
    /// A token that says of itself who it is for (RFC 7519, section 6), which Kafka takes where nobody told it otherwise.
    /// </summary>
    private static string UnsecuredToken()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return $"{Part("""{"alg":"none"}""")}.{Part($$"""{"sub":"ada","iat":{{now}},"exp":{{now + 600}}}""")}.";
    }

    private static string Part(string json) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
