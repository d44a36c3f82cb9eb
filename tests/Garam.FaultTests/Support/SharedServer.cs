using Garam.ClientTests.Support;

namespace Garam.FaultTests.Support;

/// <summary>One server for all attacks of a test class: what one of them breaks shows in the next as well.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await ServerProcess.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
