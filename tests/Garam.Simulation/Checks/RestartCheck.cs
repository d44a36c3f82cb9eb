using Garam.Journal.Replication;
using Garam.Simulation.Machines;
using Garam.Simulation.Scheduling;
using Garam.Storage;

namespace Garam.Simulation.Checks;

/// <summary>A replica that is made from the store alone is byte for byte the one that lived through it all.</summary>
internal static class RestartCheck
{
    public static async Task RunAsync(Replica lived, IObjectStore objects, SimulatedProcess process)
    {
        var loggers = new TraceLoggerFactory(process);
        var stores = JournalStores.In(objects, process.Time, loggers);
        var restored = await new ReplicaSource(stores, loggers).RestoreAsync(CancellationToken.None);
        if (restored.AppliedSequence != lived.AppliedSequence || !SnapshotOf(restored).AsSpan().SequenceEqual(SnapshotOf(lived)))
        {
            throw new SimulationException(
                $"The state restored from the store, at journal entry {restored.AppliedSequence}, is not the one that was in memory at "
                    + $"{lived.AppliedSequence}.");
        }
    }

    private static byte[] SnapshotOf(Replica replica)
    {
        using var cut = replica.Cut(0).State;
        return [.. cut.ReadChunks().SelectMany(static chunk => chunk.ToArray())];
    }
}
