namespace Garam.ClientTests.Support;

/// <summary>Garam on one folder and one port, for as many lives as a test wants. Owns the process and the folder.</summary>
public sealed class GaramCluster : ITestCluster
{
    private readonly string[] _settings;

    private GaramCluster(ServerProcess server, string[] settings) => (Server, _settings) = (server, settings);

    /// <summary>The present life.</summary>
    public ServerProcess Server { get; private set; }

    public string Bootstrap => Server.Kafka;

    public string Log => Server.Log;

    public static async Task<GaramCluster> StartAsync(params string[] settings)
    {
        var data = Directory.CreateTempSubdirectory("garam-test-").FullName;
        return new GaramCluster(await ServerProcess.StartAsync(data, arguments: settings), settings);
    }

    public async Task CrashAndRestartAsync()
    {
        await Server.KillAsync();
        await RestartAsync();
    }

    /// <summary>After the process has ended.</summary>
    public async Task RestartAsync()
    {
        await Server.DisposeAsync();
        Server = await ServerProcess.StartAsync(Server.Data, Server.Kafka, _settings);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(Server.Data, recursive: true);
    }
}
