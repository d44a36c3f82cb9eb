using Garam.Configuration;

namespace Garam.Hosting;

/// <summary>placeholder</summary>
public static class ServeHost
{
    public static Task<int> RunAsync(ServeOptions options, CancellationToken cancellation) => Task.FromResult(0);
}
