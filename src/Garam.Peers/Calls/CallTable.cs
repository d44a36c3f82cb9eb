using Garam.Peers.Wire;
using Garam.Protocol;
using Garam.Storage.Errors;

namespace Garam.Peers.Calls;

/// <summary>
/// The calls of one connection: first unsent, in the order in which they were made, then unanswered. Bounded; the lock is held for one
/// step. Any thread.
/// </summary>
internal sealed class CallTable(int callsMax, int bytesMax, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<PeerCall> _unsent = [];
    private readonly Dictionary<int, PeerCall> _unanswered = [];
    private long _bytes;
    private int _lastCorrelation;
    private Exception? _fault;

    /// <exception cref="GaramException">Throttled: too much is in flight. Unavailable: the connection broke.</exception>
    public void Add(PeerCall call)
    {
        lock (_gate)
        {
            if (_fault is not null)
            {
                throw new GaramException(ErrorKind.Unavailable, $"The connection broke: {_fault.Message}", _fault);
            }

            if (_unsent.Count + _unanswered.Count >= callsMax || (call.Bytes > 0 && _bytes > 0 && _bytes + call.Bytes > bytesMax))
            {
                throw new GaramException(
                    ErrorKind.Throttled, $"Too much is in flight to the process: {callsMax} calls or {bytesMax} bytes.");
            }

            Enqueue(call);
        }
    }

    /// <summary>Adds a call beyond the limits.</summary>
    public void TryAddProbe(PeerCall call)
    {
        lock (_gate)
        {
            if (_fault is null)
            {
                Enqueue(call);
            }
        }
    }

    /// <summary>
    /// Returns the next call to send, which counts as unanswered from now on; null if there is none. Leaves out calls that are over.
    /// </summary>
    public PeerCall? TakeUnsent()
    {
        lock (_gate)
        {
            while (_unsent.TryDequeue(out var call))
            {
                if (!call.IsOver)
                {
                    call.Correlation = ++_lastCorrelation;
                    _unanswered.Add(call.Correlation, call);
                    return call;
                }

                _bytes -= call.Bytes;
            }

            return null;
        }
    }

    /// <summary>Takes out the call that a reply belongs to, or that cannot be sent; null if there is none.</summary>
    public PeerCall? Remove(int correlation)
    {
        lock (_gate)
        {
            if (!_unanswered.Remove(correlation, out var call))
            {
                return null;
            }

            _bytes -= call.Bytes;
            return call;
        }
    }

    /// <summary>Returns the calls whose time is over, and says whether any call waits for a reply.</summary>
    public List<PeerCall> Late(out bool isWaiting)
    {
        lock (_gate)
        {
            isWaiting = _unanswered.Count > 0;
            return [.. _unsent.Where(IsLate), .. _unanswered.Values.Where(IsLate)];
        }
    }

    /// <summary>Takes no more calls.</summary>
    public void Close(Exception fault)
    {
        lock (_gate)
        {
            _fault = fault;
        }
    }

    /// <summary>Fails every call: its outcome is unknown. Called once, when nothing sends or receives any more.</summary>
    public void FailAll(HostPort address)
    {
        Exception? fault;
        List<PeerCall> calls;
        lock (_gate)
        {
            fault = _fault;
            calls = [.. _unanswered.Values, .. _unsent];
            _unanswered.Clear();
            _unsent.Clear();
        }

        Invariant.Check(fault is not null);
        foreach (var call in calls)
        {
            if (call.Api == PeerApi.Ping)
            {
                // Nothing waits for a probe.
                call.TrySetCanceled();
                continue;
            }

            // A bug must reach the host as itself.
            call.TrySetException(fault is InvariantException
                ? fault
                : new GaramException(ErrorKind.Unavailable, $"The connection to {address} broke: {fault.Message}", fault));
        }
    }

    private void Enqueue(PeerCall call)
    {
        call.StartedAt = time.GetTimestamp();
        _bytes += call.Bytes;
        _unsent.Enqueue(call);
    }

    private bool IsLate(PeerCall call) => !call.IsOver && call.TimeLimit is { } limit && time.GetElapsedTime(call.StartedAt) >= limit;
}
