using System.Threading.Channels;
using Garam.Journal.Backends;
using Garam.Journal.Ends;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Protocol;
using Garam.Storage.Errors;
using Garam.Waiting;

namespace Garam.Controller.Leadership;

/// <summary>
/// One leadership, from the claim to its loss or to a clean end. Two loops: the pump turns waiting commands into entries while fewer than
/// the allowed number are in flight; the completer applies and answers them strictly in order. Any thread may submit. Owner: the leader's
/// loop, which awaits <see cref="RunAsync"/> and disposes.
/// </summary>
internal sealed class LeaderTerm : IDisposable
{
    private readonly LeaderContext _context;
    private readonly EntryWriter _writer;
    private readonly EntryCollector _collector;
    private readonly Channel<Submission> _queue;
    private readonly Channel<InFlightEntry> _inFlight;
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _drainLimit;
    private readonly FloorCheck _floorCheck;
    private bool _isResigning;

    public LeaderTerm(LeaderContext context, EntryWriter writer, Lease lease)
    {
        (_context, _writer, Lease, Stalls) = (context, writer, lease, new AppendStalls(context.Time));
        var options = context.Options;
        Invariant.Check(options.EntriesInFlightMax <= EndRule.AppendsInFlightMax);
        _queue = Channel.CreateBounded<Submission>(new BoundedChannelOptions(options.SubmissionsMax) { SingleReader = true });

        // An entry stays in the channel until it is answered, so the channel's bound is the bound on what is in flight.
        _inFlight = Channel.CreateBounded<InFlightEntry>(
            new BoundedChannelOptions(options.EntriesInFlightMax) { SingleReader = true, SingleWriter = true });
        _drainLimit = context.Time.CreateTimer(
            _ => _abort.CancelInline(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _floorCheck = new FloorCheck(context);
        _collector = new EntryCollector(_queue.Reader, new CommitOrder(context.Replica, options.CommitsParkedMax), options);
    }

    public int Epoch => _writer.Epoch;

    public Lease Lease { get; }

    public AppendStalls Stalls { get; }

    /// <summary>It ends because this process was asked to let another one lead.</summary>
    public bool IsResigning => Volatile.Read(ref _isResigning);

    private short FeatureLevel => _context.Replica.Position.FeatureLevel;

    /// <summary>Holds the caller back while too many commands wait. Throws Unavailable once the term has ended.</summary>
    public async ValueTask<SubmissionOutcome> SubmitAsync(Command? command, CancellationToken cancellation)
    {
        var submission = new Submission(command);
        try
        {
            await _queue.Writer.WriteAsync(submission, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw new GaramException(ErrorKind.Unavailable, "This process no longer leads.");
        }

        // A caller that gives up waiting does not take the command back: its outcome is unknown to the caller.
        await using var registration = cancellation.UnsafeRegister(
            static (state, token) => ((Submission)state!).TrySetCanceled(token), submission);
        return await submission.Task;
    }

    /// <summary>
    /// Cancelling <paramref name="stopping"/>, like <see cref="ResignAsync"/>, drains: accepted commands are appended and answered, then
    /// the leader resigns. Throws Fenced when a number went to another process.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await using var drain = stopping.UnsafeRegister(static term => ((LeaderTerm)term!).Drain(), this);
        try
        {
            await RunLoopsAsync();
            _ended.TrySetResult(null);
        }
        catch (Exception fault)
        {
            _ended.TrySetResult(fault);
            throw;
        }
        finally
        {
            // Waits for a callback that has begun: the source that it cancels is disposed next.
            await _drainLimit.DisposeAsync();
        }
    }

    /// <summary>Ends the term like a clean stop of the process. Completes when the resignation is durable.</summary>
    /// <exception cref="GaramException">Unavailable: the term ended otherwise.</exception>
    public async ValueTask ResignAsync(CancellationToken cancellation)
    {
        Volatile.Write(ref _isResigning, true);
        Drain();
        if (await _ended.Task.OrCancelledAsync(cancellation) is { } fault)
        {
            throw new GaramException(
                ErrorKind.Unavailable, $"This process lost its role before its resignation was durable: {fault.Message}", fault);
        }
    }

    public void Dispose()
    {
        _drainLimit.Dispose();
        _abort.Dispose();
    }

    private void Drain()
    {
        if (!_ended.Task.IsCompleted)
        {
            _drainLimit.Change(_context.Options.DrainTimeout, Timeout.InfiniteTimeSpan);
            _queue.Writer.TryComplete();
        }
    }

    private async Task RunLoopsAsync()
    {
        var completing = CompleteInOrderAsync();
        try
        {
            await PumpAsync();
        }
        finally
        {
            End();
            await completing.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            _collector.FailAll("The leader stopped before it appended this.");
        }

        await completing;
    }

    private async Task PumpAsync()
    {
        while ((_collector.HasReady || await _queue.Reader.WaitToReadAsync()) && await _inFlight.Writer.WaitToWriteAsync())
        {
            if (_writer.TryReset(FeatureLevel) is { } reset)
            {
                await StartAsync(reset);
            }
            else if (_collector.Collect(_writer.NextTimestampMs(), FeatureLevel) is { } collected)
            {
                await StartAsync(collected);
            }
        }

        if (await _inFlight.Writer.WaitToWriteAsync())
        {
            var timestampMs = _writer.NextTimestampMs();
            Lease.GiveUp();
            var resignation = Submission.Frame(new Resign { Epoch = Epoch }, timestampMs, FeatureLevel);
            await StartAsync(new CollectedEntry(timestampMs, [resignation], []));
        }
    }

    private async ValueTask StartAsync(CollectedEntry collected)
    {
        var entry = _writer.Start(collected, _abort.Token);
        if (!_inFlight.Writer.TryWrite(entry))
        {
            await AbandonAsync(entry);
        }
    }

    private async Task CompleteInOrderAsync()
    {
        try
        {
            while (await _inFlight.Reader.WaitToReadAsync())
            {
                Invariant.Check(_inFlight.Reader.TryPeek(out var head));
                await CompleteAsync(head);
                _inFlight.Reader.TryRead(out _);
            }
        }
        finally
        {
            End();
            while (_inFlight.Reader.TryRead(out var entry))
            {
                await AbandonAsync(entry);
            }
        }
    }

    private async ValueTask CompleteAsync(InFlightEntry entry)
    {
        Stalls.Await();
        var outcome = await entry.Append;
        if (outcome == AppendOutcome.Taken)
        {
            throw new GaramException(
                ErrorKind.Fenced, $"Epoch {Epoch} ended: another process wrote journal entry {entry.Stored.Sequence}.");
        }

        await _floorCheck.RequireAboveAsync(entry, outcome, _abort.Token);
        Stalls.Progress();
        Lease.Renew(entry.SentAt);
        _context.Metrics.EntryDurable(_context.ContinuousTime.GetElapsedTime(entry.SentAt));
        var applied = _context.Replica.Apply(entry.Stored);
        _context.Metrics.Applied(entry.Stored.Sequence);
        Invariant.Check(applied.IsAccepted);
        entry.Answer(applied.Results);
    }

    /// <summary>Accepts and appends nothing more. Entries in flight are given up unless the completer still completes them.</summary>
    private void End()
    {
        _queue.Writer.TryComplete();
        _inFlight.Writer.TryComplete();
    }

    /// <summary>The outcome of the append no longer matters, but none is left running.</summary>
    private async ValueTask AbandonAsync(InFlightEntry entry)
    {
        _abort.CancelInline();
        await ((Task)entry.Append).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        entry.FailUnavailable("The leader lost its role before this was answered.");
    }
}
