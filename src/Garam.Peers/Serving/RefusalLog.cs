using System.Net;
using Garam.Transport.Frames;
using Garam.Waiting;
using Microsoft.Extensions.Logging;

namespace Garam.Peers.Serving;

/// <summary>
/// Counts refused connections, and logs one line for each peer's address in an interval. Any thread; the lock is held for a look-up.
/// </summary>
internal sealed partial class RefusalLog(PeerMetrics metrics, TimeProvider time, ILogger logger)
{
    /// <summary>More addresses than a cluster has; an attacker with more of them fills neither the memory nor the log.</summary>
    private const int AddressesMax = 64;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly HashSet<IPAddress> _told = [];
    private long _intervalEnd;

    public void Refused(FrameConnection connection, RefusalReason reason, string? detail)
    {
        metrics.Refused(reason.ToString());
        if (MayTell((connection.Remote as IPEndPoint)?.Address ?? IPAddress.None))
        {
            Log.Refused(logger, connection.Remote, reason, detail ?? "");
        }
    }

    private bool MayTell(IPAddress address)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (now >= _intervalEnd)
            {
                _told.Clear();
                _intervalEnd = time.After(Interval);
            }

            return _told.Count < AddressesMax && _told.Add(address);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            9010,
            LogLevel.Warning,
            "A connection from {Remote} to the internal API was refused: {Reason}. {Detail} More from this address within a minute are "
            + "only counted.")]
        public static partial void Refused(ILogger logger, object? remote, RefusalReason reason, string detail);
    }
}
