using Garam.Storage.Errors;
using Garam.Transport.Tls;
using Garam.Waiting;
using Microsoft.Extensions.Logging;

namespace Garam.Peers.Calls;

/// <summary>
/// The calls of one kind to one process. Owns their connection: makes it for the first call, and again after it broke. After a failed
/// attempt there is a pause, in which calls fail at once. Any thread; the lock is held for one step.
/// </summary>
internal sealed partial class PeerLine(
    PeerDestination destination, int callsMax, PeerClientOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly FaultStreak _faults = new(time);
    private readonly Backoff _pauses = new(options.FirstPause, options.LongestPause)
    {
        Spread = new Spread(0.75, 0.5, destination.Random),
    };

    private PeerConnection? _connection;
    private Exception? _lastFault;
    private int _failures;
    private long _nextAttempt;
    private bool _isClosed;

    /// <exception cref="GaramException">Unavailable: the process was not reached, and it is too early for another attempt.</exception>
    public PeerConnection Connection()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_connection is { IsBroken: false } connection)
            {
                return connection;
            }

            if (_failures > 0 && time.GetTimestamp() < _nextAttempt)
            {
                throw new GaramException(
                    ErrorKind.Unavailable, $"{destination.Address} could not be reached: {Describe(_lastFault)}", _lastFault);
            }

            return _connection = new PeerConnection(destination, callsMax, options, time, _connection, Ended);
        }
    }

    public async ValueTask DisposeAsync()
    {
        PeerConnection? last;
        lock (_gate)
        {
            _isClosed = true;
            last = _connection;
        }

        if (last is not null)
        {
            await last.DisposeAsync();
        }
    }

    private void Ended(PeerConnection connection, Exception fault)
    {
        lock (_gate)
        {
            _failures = connection.WasEstablished ? 0 : _failures + 1;
            _lastFault = fault;
            _nextAttempt = _failures == 0 ? 0 : time.After(_pauses.After(_failures));
            if (_isClosed)
            {
                return;
            }
        }

        if (_faults.Failed() is > 0 and var count)
        {
            var unexpected = fault is IOException or GaramException or OperationCanceledException ? null : fault;
            Log.Broken(logger, unexpected, destination.Address, count, Describe(fault));
        }
    }

    private static string? Describe(Exception? fault) =>
        fault is TlsException { Fault: TlsFault.NoHandshake } ? $"{fault.Message} {PeerListener.TlsAdvice}" : fault?.Message;

    private static partial class Log
    {
        [LoggerMessage(
            9000, LogLevel.Warning, "The connection to the process at {Address} broke or could not be made ({Count} times): {Reason}")]
        public static partial void Broken(ILogger logger, Exception? fault, object address, int count, string? reason);
    }
}
