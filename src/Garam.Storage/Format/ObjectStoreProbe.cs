using System.Globalization;
using System.Text;
using Garam.Storage.Errors;

namespace Garam.Storage.Format;

/// <summary>
/// Finds out whether a store keeps the one promise that everything rests on: of several creates of one key exactly one wins. Some stores
/// silently ignore the condition, and then two leaders would both believe that they won.
/// </summary>
/// <param name="random">Names the probe's keys: no two probes of a store may meet.</param>
internal sealed class ObjectStoreProbe(IObjectStore store, Random random)
{
    // Enough to overlap on any store, few enough to cost nothing.
    private const int Racers = 8;

    /// <exception cref="GaramException">The store cannot be used.</exception>
    public async ValueTask RunAsync(CancellationToken cancellation)
    {
        var name = random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
        var sequenceKey = $"garam/probe-{name}-sequence";
        var raceKey = $"garam/probe-{name}-race";
        try
        {
            await CheckAsync(sequenceKey, "in sequence", await InSequenceAsync(sequenceKey, cancellation), cancellation);
            await CheckAsync(raceKey, "in a race", await InRaceAsync(raceKey, cancellation), cancellation);
        }
        finally
        {
            await store.DeleteAsync([sequenceKey, raceKey], CancellationToken.None);
        }
    }

    private async ValueTask<PutOutcome[]> InSequenceAsync(string key, CancellationToken cancellation) =>
    [
        await store.CreateAsync(key, ContentOf(0), cancellation),
        await store.CreateAsync(key, ContentOf(1), cancellation),
    ];

    private async ValueTask<PutOutcome[]> InRaceAsync(string key, CancellationToken cancellation)
    {
        var creates = new Task<PutOutcome>[Racers];
        for (var i = 0; i < Racers; i++)
        {
            creates[i] = CreateAsync(key, i, cancellation);
        }

        return await Task.WhenAll(creates);
    }

    private async Task<PutOutcome> CreateAsync(string key, int racer, CancellationToken cancellation) =>
        await store.CreateAsync(key, ContentOf(racer), cancellation);

    private async ValueTask CheckAsync(string key, string how, PutOutcome[] outcomes, CancellationToken cancellation)
    {
        var winners = outcomes.Count(static outcome => outcome == PutOutcome.Created);
        if (winners != 1)
        {
            throw new GaramException(
                ErrorKind.Invalid,
                $"This store cannot be used: of {outcomes.Length} conditional creates of one key {how}, {winners} succeeded, not 1");
        }

        var expected = ContentOf(Array.IndexOf(outcomes, PutOutcome.Created));
        var actual = new byte[expected.Length + 1];
        var read = await store.ReadAsync(key, 0, actual, cancellation);
        if (!read.Found || !expected.AsSpan().SequenceEqual(actual.AsSpan(0, read.BytesRead)))
        {
            throw new GaramException(
                ErrorKind.Invalid, $"This store cannot be used: a key created {how} does not hold what its winner wrote");
        }
    }

    private static byte[] ContentOf(int racer) => Encoding.ASCII.GetBytes($"garam probe, racer {racer}\n");
}
