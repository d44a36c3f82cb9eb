using System.Diagnostics;
using System.Text;

namespace Garam.ClientTests.Support;

/// <summary>
/// A client program under way. One task reads what it prints: records go to the sink, events are kept. Waiting is for conditions over both,
/// looked at again whenever something was printed. Disposing it kills the process.
/// </summary>
public sealed class ClientProcess : IAsyncDisposable
{
    // Under load a Java client needs seconds to start; a test that waits this long has failed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly string _name;
    private readonly RecordSink? _sink;
    private readonly Action<ClientEvent>? _onEvent;
    private readonly Dictionary<string, string> _topics = [];
    private readonly List<ClientEvent> _events = [];
    private readonly StringBuilder _error = new();
    private readonly Lock _lock = new();
    private readonly Task _reading;
    private TaskCompletionSource _changed = NewSignal();

    private ClientProcess(Process process, string name, RecordSink? sink, Action<ClientEvent>? onEvent)
    {
        (_process, _name, _sink, _onEvent) = (process, name, sink, onEvent);
        process.ErrorDataReceived += (_, line) => Complain(line.Data);
        process.BeginErrorReadLine();
        _reading = ReadAsync(process.StandardOutput.BaseStream);
    }

    public IReadOnlyList<ClientEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>The number of records acknowledged, as the running producer last reported it.</summary>
    public long Acknowledged => Last("acked") is { } acked ? long.Parse(acked.Words[0]) : 0;

    /// <summary>The partitions that a consumer was given last, as TOPIC-PARTITION.</summary>
    public IReadOnlyList<string> Assignment =>
        Events.LastOrDefault(one => one.Name is "assigned" or "revoked") is { Name: "assigned" } last ? last.Words : [];

    private string Error
    {
        get
        {
            lock (_lock)
            {
                return _error.ToString();
            }
        }
    }

    /// <param name="name">For messages.</param>
    /// <param name="start">The program.</param>
    /// <param name="sink">Gets the records, on the reader.</param>
    /// <param name="onEvent">Gets the events, in the order in which they were printed between the records.</param>
    public static ClientProcess Start(string name, ProcessStartInfo start, RecordSink? sink = null, Action<ClientEvent>? onEvent = null)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        return new ClientProcess(Process.Start(start)!, name, sink, onEvent);
    }

    public ClientEvent? Last(string name) => Events.LastOrDefault(one => one.Name == name);

    public int Count(string name) => Events.Count(one => one.Name == name);

    /// <summary>Writes to the program's standard input, then closes it.</summary>
    public async Task FeedAsync(Func<Stream, Task> write)
    {
        await write(_process.StandardInput.BaseStream);
        _process.StandardInput.Close();
    }

    /// <summary>Writes a line to the program's standard input, which stays open.</summary>
    public async Task TellAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Closes the program's standard input, and waits for its end.</summary>
    public async Task CloseAsync()
    {
        _process.StandardInput.Close();
        await EndAsync();
    }

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    /// <exception cref="TimeoutException">It never did.</exception>
    public Task UntilAsync(Func<bool> condition, string what, TimeSpan? patience = null) => UntilAsync([this], condition, what, patience);

    /// <summary>Waits until a condition over several clients holds; all of them have to be alive until then.</summary>
    public static async Task UntilAsync(IReadOnlyList<ClientProcess> clients, Func<bool> condition, string what, TimeSpan? patience = null)
    {
        using var timeout = new CancellationTokenSource(patience ?? Patience);
        var late = Task.Delay(Timeout.Infinite, timeout.Token);
        while (true)
        {
            Task[] news = [.. clients.Select(client => Volatile.Read(ref client._changed).Task)];
            if (condition())
            {
                return;
            }

            foreach (var client in clients)
            {
                await client.ThrowIfEndedAsync(what);
            }

            if (await Task.WhenAny([late, .. news, .. clients.Select(client => client._reading)]) == late)
            {
                throw new TimeoutException($"Not {what} in time.\n{string.Join('\n', clients.Select(client => client.Describe()))}");
            }
        }
    }

    /// <summary>Waits for the program's own end, which has to be a good one.</summary>
    public async Task EndAsync(TimeSpan? patience = null)
    {
        using var timeout = new CancellationTokenSource(patience ?? Patience);
        try
        {
            await _reading.WaitAsync(timeout.Token);
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_name} does not end.\n{Describe()}");
        }

        Assert.True(_process.ExitCode == 0, $"{_name} ended with {_process.ExitCode}.\n{Describe()}");
    }

    /// <summary>SIGTERM: the client finishes, leaves its group and ends well.</summary>
    public async Task StopAsync()
    {
        await Tool.RunAsync("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await EndAsync();
    }

    /// <summary>SIGKILL. What it printed before is read to the end.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _reading;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task ReadAsync(Stream output)
    {
        // Away from the constructor's caller.
        await Task.Yield();
        var buffer = new byte[256 << 10];
        var held = 0;
        try
        {
            while (await output.ReadAsync(buffer.AsMemory(held)) is > 0 and var read)
            {
                held += read;
                var used = Take(buffer.AsSpan(0, held));
                buffer.AsSpan(used, held - used).CopyTo(buffer);
                held -= used;
                if (held == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                Pulse();
            }
        }
        finally
        {
            Pulse();
        }
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        var used = 0;
        for (var end = bytes.IndexOf((byte)'\n'); end >= 0; end = bytes[used..].IndexOf((byte)'\n'))
        {
            var line = bytes.Slice(used, end);
            used += end + 1;
            if (line.Length > 0 && line[0] == '#')
            {
                Keep(ClientEvent.Parse(Encoding.UTF8.GetString(line)));
            }
            else if (_sink is not null)
            {
                _sink(ConsumedRecord.Parse(line, _topics.GetAlternateLookup<ReadOnlySpan<char>>()));
            }
        }

        return used;
    }

    private void Keep(ClientEvent seen)
    {
        lock (_lock)
        {
            _events.Add(seen);
        }

        if (seen.Name == "version")
        {
            ClientVersions.Note(seen.Words);
        }

        _onEvent?.Invoke(seen);
    }

    private async Task ThrowIfEndedAsync(string what)
    {
        if (_reading.IsCompleted)
        {
            // A fault of the sink is the test's own verdict.
            await _reading;
            await _process.WaitForExitAsync();
            throw new InvalidOperationException($"{_name} ended with {_process.ExitCode} before {what}.\n{Describe()}");
        }
    }

    private void Complain(string? line)
    {
        if (line is not null)
        {
            lock (_lock)
            {
                _error.AppendLine(line);
            }
        }
    }

    private void Pulse() => Interlocked.Exchange(ref _changed, NewSignal()).SetResult();

    private string Describe()
    {
        var events = string.Join('\n', Events.TakeLast(20).Select(one => $"#{one.Name} {string.Join(' ', one.Words)}"));
        var error = Error;
        return $"{_name}:\n{events}\n{(error.Length > 4000 ? error[^4000..] : error)}";
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
