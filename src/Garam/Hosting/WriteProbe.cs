using System.Globalization;
using Garam.Storage.Errors;

namespace Garam.Hosting;

/// <summary>
/// Finds out that the store can be written to again. A server that is not ready gets no requests, so nobody else would. Idle while writes work.
/// Owner: the embedded node, which awaits <see cref="RunAsync"/>.
/// </summary>
internal sealed class WriteProbe(OpenedStore store, Random random)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            await Task.Delay(Interval, stopping);
            try
            {
                if (store.Directory.IsShortOfRoom)
                {
                    _ = await store.Directory.TryRecoverRoomAsync(stopping);
                }
                else if (store.Health.Fault is not null)
                {
                    await ProbeAsync(stopping);
                }
            }
            catch (GaramException)
            {
                // It does not work yet; the health says so.
            }
        }
    }

    /// <summary>Under a name of its own, as the probe of a new store: what a killed process leaves is known and empty.</summary>
    private async Task ProbeAsync(CancellationToken stopping)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"garam/probe-{random.NextInt64():x16}-write");
        _ = await store.Objects.CreateAsync(key, ReadOnlyMemory<byte>.Empty, stopping);
        await store.Objects.DeleteAsync([key], stopping);
    }
}
