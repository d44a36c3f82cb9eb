using Garam.CliTests.Support;

namespace Garam.CliTests.Security;

/// <summary>Every door of a secured Apache Kafka that stays shut, and what is said in front of it.</summary>
public sealed class RefusedEntranceTests(SecuredKafka kafka)
{
    [Theory]
    [InlineData(Entrance.Tls, "", 3, "--tls")]
    [InlineData(Entrance.Plaintext, "--tls", 3, "does not answer in TLS", "leave --tls out")]
    [InlineData(Entrance.Tls, "--tls", 3, "signed by \"CN=Test Authority\"", "--ca FILE")]
    [InlineData(Entrance.MutualTls, "--ca {ca}", 5, "certificate", "--cert FILE")]
    [InlineData(Entrance.Login, "", 3, "--sasl")]
    [InlineData(Entrance.Plaintext, "--sasl plain --user ada --password-file {password}", 5, "has no logins", "leave --sasl out")]
    [InlineData(
        Entrance.Login, "--sasl scram-sha-512 --user ada --password-file {password}", 5, "has no SCRAM-SHA-512", "PLAIN", "try --sasl")]
    [InlineData(
        Entrance.Login, "--sasl plain --user eve --password-file {password}", 5, "refuses PLAIN eve", "check --user and the password")]
    [InlineData(
        Entrance.LoginTls, "--ca {ca} --sasl scram-sha-256 --user ada --password-file {ca}",
        5, "refuses SCRAM-SHA-256 ada", "check --user and the password")]
    public async Task A_wrong_way_in_is_told_in_one_line(Entrance entrance, string flags, int exitCode, params string[] says)
    {
        var garam = await kafka.ProgramAsync(entrance);

        (await garam.LineAsync($"topics list {kafka.Fill(flags)}".TrimEnd())).ShouldFail(exitCode, says);
    }

    /// <summary>The listener is bound to one address, and has another name.</summary>
    [Fact]
    public async Task A_name_that_is_not_in_the_certificate_is_told()
    {
        var address = (await kafka.AddressAsync(Entrance.Tls)).Replace("localhost", "[::ffff:127.0.0.1]", StringComparison.Ordinal);

        (await new GaramProgram().LineAsync($"topics list --brokers {address} --ca {kafka.AuthorityFile}"))
            .ShouldFail(3, "made out to localhost, 127.0.0.1", "connect by a name that is in it");
    }

    [Fact]
    public async Task A_producer_is_told_what_its_password_was_worth_at_once()
    {
        var garam = await kafka.ProgramAsync(Entrance.Login, ("GARAM_PASSWORD", "wrong"));

        var refused = await garam.RunWithInputAsync("line\n", "produce", "logs", "--sasl", "plain", "--user", SecuredKafka.User);

        refused.ShouldFail(5, "refuses PLAIN ada");
        Assert.DoesNotContain("wrong", refused.Error, StringComparison.Ordinal);
    }
}
