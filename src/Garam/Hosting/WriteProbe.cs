using Garam.Storage.Errors;
using Garam.Stores;

namespace Garam.Hosting;

/// <summary>
/// Finds out that the store can be written to again. A server that is not ready gets no requests, so that nothing else would try.
/// Owner: the embedded node, which awaits <see cref="RunAsync"/>.
/// </summary>
internal sealed class WriteProbe(ServedStore store, Random random)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            await Task.Delay(Interval, stopping);
            try
            {
                await store.ProbeAsync(random, stopping);
            }
            catch (GaramException)
            {
                // It does not work yet; readiness says so.
            }
        }
    }
}
