namespace Garam.Http;

/// <summary>
/// Says whether this process should be sent traffic, and if not, why. Written by the host, read by the HTTP port and the metrics.
/// </summary>
internal sealed class Readiness
{
    private const string ReadyReason = "ready";

    private volatile string _reason = "starting";
    private volatile Func<string?> _obstacle = static () => null;

    public bool IsReady => Reason == ReadyReason;

    public string Reason => _reason == ReadyReason ? _obstacle() ?? ReadyReason : _reason;

    /// <param name="obstacle">Asked from now on: why nothing can be written at the moment, or null.</param>
    public void Ready(Func<string?>? obstacle = null)
    {
        _obstacle = obstacle ?? _obstacle;
        _reason = ReadyReason;
    }

    public void Draining() => _reason = "draining";
}
