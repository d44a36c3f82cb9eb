namespace Garam.ClientTests.Support;

/// <summary>
/// One server that clients talk to. Every scenario runs against this, so that it can be tried against Apache Kafka as well.
/// </summary>
public interface ITestCluster : IAsyncDisposable
{
    /// <summary>HOST:PORT for Kafka clients; the same after a restart.</summary>
    string Bootstrap { get; }

    /// <summary>The server's output, for the message of a failed test.</summary>
    string Log { get; }

    /// <summary>SIGKILL, and a new process on the same port and folder.</summary>
    Task CrashAndRestartAsync();
}
