using Garam.CliTests.Support;

namespace Garam.CliTests.Security;

/// <summary>Runs every command of docs/connecting.md; only the brokers' addresses and the folder of the files differ.</summary>
public sealed class ConnectingPageTests(SecuredKafka kafka) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("garam-connecting-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_command_of_the_page_works()
    {
        var page = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs", "connecting.md"), TestContext.Current.CancellationToken);
        var script = string.Concat(
            page.Split("```sh\n").Skip(1).Select(static part => part[..part.IndexOf("```", StringComparison.Ordinal)]))
            .Replace("tls.example:9093", await kafka.AddressAsync(Entrance.Tls), StringComparison.Ordinal)
            .Replace("mutual.example:9093", await kafka.AddressAsync(Entrance.MutualTls), StringComparison.Ordinal)
            .Replace("login.example:9093", await kafka.AddressAsync(Entrance.LoginTls), StringComparison.Ordinal);
        File.Copy(kafka.AuthorityFile, Path.Combine(_folder, "ca.pem"));
        File.Copy(kafka.ClientFile, Path.Combine(_folder, "client.pem"));
        File.Copy(kafka.PasswordFile, Path.Combine(_folder, "ada.password"));
        var garam = new GaramProgram(("GARAM_PROFILES", Path.Combine(_folder, "profiles.yaml")));

        var run = await garam.ShellAsync($"set -e; cd '{_folder}'; {script}");

        run.ShouldSucceed();
        Assert.Equal(4, run.Output.Split(SecuredKafka.CrossedTopic).Length - 1);
        Assert.Contains("tls, scram-sha-512 ada", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(".example", script, StringComparison.Ordinal);
    }
}
