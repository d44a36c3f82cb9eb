using Garam.Simulation.Scheduling;
using Garam.Storage;

namespace Garam.Simulation.Machines;

/// <summary>
/// The client's side of the store: requests travel to the store's process with a copy of their bytes, answers travel back. The
/// client may die in between; its memory is never touched from the other side.
/// </summary>
internal sealed class StoreHandle(IObjectStore remote, StoreGate gate, SimulatedProcess process) : IObjectStore
{
    public int Alignment => remote.Alignment;

    /// <summary>The client is dead.</summary>
    public void Close() => gate.Close();

    public async ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var copy = content.ToArray();
        return await CallAsync(async () => await remote.CreateAsync(key, copy, CancellationToken.None), cancellation);
    }

    public async ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation)
    {
        var copy = new byte[destination.Length];
        var outcome = await CallAsync(async () => await remote.ReadAsync(key, position, copy, CancellationToken.None), cancellation);
        copy.AsMemory(0, outcome.BytesRead).CopyTo(destination);
        return outcome;
    }

    public async ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation) =>
        await CallAsync(async () => await remote.StatAsync(key, CancellationToken.None), cancellation);

    public async ValueTask<IReadOnlyList<ObjectStat>> ListAsync(
        string prefix, string startAfter, int limit, CancellationToken cancellation) =>
        await CallAsync(async () => await remote.ListAsync(prefix, startAfter, limit, CancellationToken.None), cancellation);

    public async ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        string[] copy = [.. keys];
        _ = await CallAsync(
            async () =>
            {
                await remote.DeleteAsync(copy, CancellationToken.None);
                return true;
            },
            cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<TResult> CallAsync<TResult>(Func<Task<TResult>> call, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var answer = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var cancelled = cancellation.UnsafeRegister(
            static (answer, token) => ((TaskCompletionSource<TResult>)answer!).TrySetCanceled(token), answer);
        process.Post(
            _ =>
            {
                var answering = AnswerAsync(call, answer);
            },
            null);
        return await answer.Task;
    }

    private static async Task AnswerAsync<TResult>(Func<Task<TResult>> call, TaskCompletionSource<TResult> answer)
    {
        try
        {
            answer.TrySetResult(await call());
        }
        catch (Exception fault)
        {
            answer.TrySetException(fault);
        }
    }
}
