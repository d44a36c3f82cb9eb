using Garam.Journal.Snapshots;
using Garam.Storage;

namespace Garam.Simulation.Machines;

/// <summary>The last door before the objects: once closed, a request of the old owner is dropped without an answer.</summary>
internal sealed class StoreGate(IObjectStore objects, StoreMachine machine, bool dropsOnClose) : IObjectStore
{
    private bool _isClosed;

    public int Alignment => objects.Alignment;

    public void Close() => _isClosed = true;

    public async ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        await machine.ArriveAsync(key);
        await PassAsync();
        var outcome = await objects.CreateAsync(key, content, cancellation);
        if (outcome == PutOutcome.Created)
        {
            machine.Sizes[key] = content.Length;
            machine.Snapshots += SnapshotKeys.IsManifest(key) ? 1 : 0;
        }

        return outcome;
    }

    public async ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation)
    {
        await PassAsync();
        return await objects.ReadAsync(key, position, destination, cancellation);
    }

    public async ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation)
    {
        await PassAsync();
        return await objects.StatAsync(key, cancellation);
    }

    public async ValueTask<IReadOnlyList<ObjectStat>> ListAsync(string prefix, string startAfter, int limit, CancellationToken cancellation)
    {
        await PassAsync();
        return await objects.ListAsync(prefix, startAfter, limit, cancellation);
    }

    public async ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        await PassAsync();
        await objects.DeleteAsync(keys, cancellation);
        foreach (var key in keys)
        {
            machine.Sizes.Remove(key);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task PassAsync() => _isClosed && dropsOnClose ? new TaskCompletionSource().Task : Task.CompletedTask;
}
