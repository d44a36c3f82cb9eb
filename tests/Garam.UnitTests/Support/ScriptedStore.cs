using Garam.Storage;
using Garam.Storage.Errors;

namespace Garam.UnitTests.Support;

/// <summary>A store whose creates can be made to lose their answer, fail, or wait at a gate, one by one and by key.</summary>
internal sealed class ScriptedStore(IObjectStore inner) : IObjectStore
{
    private readonly Dictionary<string, Queue<Func<Func<ValueTask<PutOutcome>>, ValueTask<PutOutcome>>>> _creates = [];

    private int _lists;

    public int Alignment => inner.Alignment;

    /// <summary>Every key that a create was tried for, in order.</summary>
    public List<string> Creates { get; } = [];

    /// <summary>Lists asked for, and the most that were under way at once.</summary>
    public (int Count, int AtOnceMax) Lists { get; private set; }

    /// <summary>Every list waits for this.</summary>
    public Task ListGate { get; set; } = Task.CompletedTask;

    /// <summary>The next create of this key takes effect, but its answer is lost.</summary>
    public void LoseAnswer(string key) => Script(key, async create =>
    {
        await create();
        throw new GaramException(ErrorKind.Unavailable, "The answer was lost.");
    });

    /// <summary>The next create of this key is carried out twice by something on the way, and the second answer is told.</summary>
    public void Repeat(string key) => Script(key, async create =>
    {
        await create();
        return await create();
    });

    /// <summary>The next create of this key has no effect and its answer is lost.</summary>
    public void LoseRequest(string key) => Script(key, _ => throw new GaramException(ErrorKind.Unavailable, "The request was lost."));

    /// <summary>The next create of this key waits for <paramref name="gate"/> before it takes effect.</summary>
    public void Delay(string key, Task gate) => Script(key, async create =>
    {
        await gate;
        return await create();
    });

    /// <summary>Creates of this key work again.</summary>
    public void Forget(string key) => _creates.Remove(key);

    /// <summary>The checksums that came with creates, in order.</summary>
    public List<uint?> Checksums { get; } = [];

    public ValueTask<PutOutcome> CreateAsync(
        string key, ReadOnlyMemory<byte> content, Func<uint>? checksum, CancellationToken cancellation)
    {
        Checksums.Add(checksum?.Invoke());
        return CreateAsync(key, content, cancellation);
    }

    public ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        Creates.Add(key);
        return _creates.TryGetValue(key, out var scripts) && scripts.TryDequeue(out var script)
            ? script(() => inner.CreateAsync(key, content, cancellation))
            : inner.CreateAsync(key, content, cancellation);
    }

    public ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation) =>
        inner.ReadAsync(key, position, destination, cancellation);

    public ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation) => inner.StatAsync(key, cancellation);

    public async ValueTask<IReadOnlyList<ObjectStat>> ListAsync(
        string prefix, string startAfter, int limit, CancellationToken cancellation)
    {
        _lists++;
        Lists = (Lists.Count + 1, Math.Max(Lists.AtOnceMax, _lists));
        await ListGate;
        _lists--;
        return await inner.ListAsync(prefix, startAfter, limit, cancellation);
    }

    public ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation) => inner.DeleteAsync(keys, cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Script(string key, Func<Func<ValueTask<PutOutcome>>, ValueTask<PutOutcome>> script)
    {
        if (!_creates.TryGetValue(key, out var scripts))
        {
            _creates.Add(key, scripts = new());
        }

        scripts.Enqueue(script);
    }
}
