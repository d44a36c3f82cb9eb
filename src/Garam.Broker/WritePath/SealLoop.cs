using Garam.Waiting;
using Microsoft.Extensions.Logging;

namespace Garam.Broker.WritePath;

/// <summary>
/// The write path after the Produce handler. Batches of all connections gather in one open segment; one loop seals it, starts its write and
/// its commit, and starts the next. Any thread parks; the composition root starts the loop once. Stopping refuses new batches, seals the
/// parked ones, and waits for the answers for as long as <see cref="SegmentOptions.DrainMax"/>.
/// </summary>
public sealed class SealLoop : IDisposable
{
    /// <summary>The precision of request time-outs, which are seconds.</summary>
    private static readonly TimeSpan DeadlineTick = TimeSpan.FromSeconds(1);

    private readonly SegmentOptions _options;
    private readonly TimeProvider _time;
    private readonly AgentLife _life;
    private readonly ProduceMetrics _metrics;
    private readonly SealPolicy _policy;
    private readonly OpenSegment _open;
    private readonly SegmentSealer _sealer;
    private readonly FlightControl _control;
    private readonly Wakeup _wakeup;
    private readonly ITimer _linger;
    private readonly ITimer _deadlines;
    private readonly CancellationTokenSource _abandoned = new();
    private readonly ITimer _drainLimit;

    // What follows belongs to the loop.
    private readonly List<SegmentFlight> _flights = [];
    private readonly List<ParkedBatch> _taken = [];
    private SegmentFlight? _last;
    private long _number;
    private bool _isTicking;
    private int _tickIsDue;
    private bool _isSealed;

    public SealLoop(SealLoopParts parts, AgentLife life, SegmentOptions options, TimeProvider time, ILogger<SealLoop> logger)
    {
        (_options, _time, _life, _metrics, Clock) = (options, time, life, parts.Metrics, parts.Clock);
        _wakeup = new Wakeup(time);
        _policy = new SealPolicy(options);
        _open = new OpenSegment(options.SegmentBatchBytesMax);
        _sealer = new SegmentSealer(parts.Cache, parts.Clock);
        var uploader = new SegmentUploader(parts.Store, options, time, logger);
        var committer = new SegmentCommitter(parts.Leader, life.Incarnation, options, time, logger);
        _control = new FlightControl(uploader, committer, parts.Cache, parts.Metrics, time, _wakeup);
        _linger = NewTimer(static state => ((SealLoop)state!)._wakeup.Set());
        _deadlines = NewTimer(static state => ((SealLoop)state!).Tick());
        _drainLimit = NewTimer(static state => ((SealLoop)state!)._abandoned.Cancel());
    }

    /// <summary>The time that records get.</summary>
    public RecordClock Clock { get; }

    /// <summary>False when the process is going down: nothing was taken.</summary>
    public bool TryPark(ReadOnlySpan<ParkedBatch> batches)
    {
        switch (_open.Park(batches))
        {
            case ParkOutcome.First:
                _linger.Change(_options.Linger, Timeout.InfiniteTimeSpan);
                return true;
            case ParkOutcome.Full:
                _wakeup.Set();
                return true;
            case ParkOutcome.Closed:
                return false;
            default:
                return true;
        }
    }

    /// <summary>
    /// Ends after <paramref name="stopping"/>, when everything that was accepted is answered; throws when this process is fenced.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var registration = stopping.UnsafeRegister(static state => ((SealLoop)state!).Close(), this);
        try
        {
            while (await StepAsync())
            {
            }
        }
        finally
        {
            Abandon();
            await Task.WhenAll(_flights.Select(flight => flight.Ended));
        }
    }

    public void Dispose()
    {
        _linger.Dispose();
        _deadlines.Dispose();
        _drainLimit.Dispose();
        _abandoned.Dispose();
        _wakeup.Dispose();
    }

    private async ValueTask<bool> StepAsync()
    {
        await EndFlightsAsync();
        ExpireOverdue();
        var state = _open.Look(_time, _flights.Count(flight => !flight.IsWritten), _flights.Count);
        if ((state is { Draining: true, Batches: 0 } && _flights.Count == 0) || _abandoned.IsCancellationRequested)
        {
            return false;
        }

        if (state.Batches > 0 || _flights.Count > 0)
        {
            StartTicking();
        }

        var decision = _policy.Decide(state);
        if (decision.Seal)
        {
            await SealAsync(state);
        }
        else if (_open.TryWait(SealPolicy.WaitOf(state, decision), state.Batches))
        {
            if (decision.After is { } rest)
            {
                _linger.Change(rest, Timeout.InfiniteTimeSpan);
            }

            await _wakeup.WaitAsync();
        }

        return true;
    }

    private async ValueTask SealAsync(OpenSegmentState state)
    {
        _taken.Clear();
        var bytes = _open.Take(_taken, _options.SegmentBatchBytesMax, _options.SegmentBatchesMax);
        using var span = SegmentTraces.StartSeal(_taken.Count, bytes);
        if (await TrySealAsync(bytes) is not { } segment)
        {
            GiveUp(_taken);
            return;
        }

        _taken.Clear();
        if (segment.Batches.Length == 0)
        {
            _control.Cache.ReturnFromWrite(segment.Block);
            return;
        }

        _metrics.Sealed(state.Waited, segment.Length, bytes, segment.Batches.Length);
        _number++;
        _last = new SegmentFlight(_life.NameSegment(_number), _number, segment, _last, _control);
        _flights.Add(_last);
        _last.Start(_abandoned.Token);
    }

    /// <summary>Null when no client waits for the answers any more.</summary>
    private async ValueTask<SealedSegment?> TrySealAsync(long bytes)
    {
        try
        {
            var sealing = _sealer.SealAsync(_taken, bytes, _abandoned.Token);
            return sealing.IsCompleted ? await sealing : await AwaitMemoryAsync(sealing);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Memory comes when a write ends or a reader gives some back: that may take longer than requests wait.</summary>
    private async Task<SealedSegment> AwaitMemoryAsync(ValueTask<SealedSegment> sealing)
    {
        _isSealed = false;
        var sealedThen = SignalAfterAsync(sealing);
        while (!Volatile.Read(ref _isSealed))
        {
            await _wakeup.WaitAsync();
            ExpireOverdue();
            GiveUpIfFaulted();
        }

        return await sealedThen;
    }

    /// <summary>A flight that faults means that this process must stop; the next step says why.</summary>
    private void GiveUpIfFaulted()
    {
        if (_flights.Exists(static flight => flight.Ended.IsFaulted))
        {
            _abandoned.Cancel();
        }
    }

    private async Task<SealedSegment> SignalAfterAsync(ValueTask<SealedSegment> sealing)
    {
        try
        {
            return await sealing;
        }
        finally
        {
            Volatile.Write(ref _isSealed, true);
            _wakeup.Set();
        }
    }

    private async ValueTask EndFlightsAsync()
    {
        for (var i = _flights.Count - 1; i >= 0; i--)
        {
            if (_flights[i].Ended.IsCompleted)
            {
                var ended = _flights[i].Ended;
                _flights.RemoveAt(i);
                await ended;
            }
        }
    }

    private void StartTicking()
    {
        if (!_isTicking)
        {
            _isTicking = true;
            _deadlines.Change(DeadlineTick, Timeout.InfiniteTimeSpan);
        }
    }

    private void Tick()
    {
        Volatile.Write(ref _tickIsDue, 1);
        _wakeup.Set();
    }

    private void ExpireOverdue()
    {
        if (Interlocked.Exchange(ref _tickIsDue, 0) == 0)
        {
            return;
        }

        _isTicking = false;
        foreach (var flight in _flights)
        {
            flight.ExpireOverdue();
        }

        foreach (var batch in _taken)
        {
            batch.Request.ExpireIfOverdue(_time);
        }

        if (_open.ExpireOverdue(_time) || _taken.Count > 0 || _flights.Count > 0)
        {
            StartTicking();
        }
    }

    private void Close()
    {
        _open.Close();
        _drainLimit.Change(_options.DrainMax, Timeout.InfiniteTimeSpan);
        _wakeup.Set();
    }

    private void Abandon()
    {
        _open.Close();
        _abandoned.Cancel();
        _taken.Clear();
        while (_open.Take(_taken, int.MaxValue, int.MaxValue) > 0)
        {
        }

        GiveUp(_taken);
    }

    private static void GiveUp(List<ParkedBatch> batches)
    {
        foreach (var batch in batches)
        {
            batch.Request.BatchCopied();
            batch.Request.Expire();
        }

        batches.Clear();
    }

    private ITimer NewTimer(TimerCallback callback) =>
        _time.CreateTimer(callback, this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
