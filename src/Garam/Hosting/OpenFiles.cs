using Garam.Http;
using Garam.Storage.Errors;

namespace Garam.Hosting;

/// <summary>
/// The files that the limit on open files leaves for Kafka's clients. A runtime that cannot open a file does not fail, it aborts: so the
/// store, the HTTP port and the runtime itself keep a reserve.
/// </summary>
internal static partial class OpenFiles
{
    /// <summary>
    /// The HTTP port's connections and as many again: an idle server has about 170 files open, a busy store opens at most ten at once,
    /// and a connection that is closed keeps its file for a moment.
    /// </summary>
    public const int Reserve = 2 * HttpEndpoint.ConnectionsMax;

    /// <summary>The default, for which the budget of memory has space: a connection takes 3 KiB, and its client's share on top.</summary>
    public const int ConnectionsDefault = 20_000;

    /// <summary>With fewer there is no use in starting.</summary>
    private const int ConnectionsMin = 64;

    /// <param name="wanted">The setting; null when it is not set.</param>
    /// <param name="limit">The limit on open files; null when there is none.</param>
    /// <param name="log">Told when the result is fewer than wanted.</param>
    /// <exception cref="GaramException">The limit leaves next to nothing.</exception>
    public static int Connections(int? wanted, long? limit, ILogger log)
    {
        var most = wanted ?? ConnectionsDefault;
        if (limit is not { } files || most <= files - Reserve)
        {
            return most;
        }

        var left = (int)(files - Reserve);
        if (left < Math.Min(most, ConnectionsMin))
        {
            throw new GaramException(
                ErrorKind.Invalid,
                $"Only {files} files may be open at once, and {Reserve} are needed beside the connections of clients. Raise the limit "
                    + $"(ulimit -n, LimitNOFILE=) to {most + Reserve}.");
        }

        if (wanted is not null)
        {
            LogFewer(log, files, Reserve, left, most, most + Reserve);
        }

        return left;
    }

    [LoggerMessage(6010, LogLevel.Warning,
        "Only {Limit} files may be open at once, and {Reserve} of them are reserved for the store and the HTTP port. Accepting "
            + "{Connections} connections instead of {Wanted} (max-connections). A limit of {Needed} files is enough (ulimit -n, "
            + "LimitNOFILE=).")]
    private static partial void LogFewer(ILogger log, long limit, int reserve, int connections, int wanted, int needed);
}
