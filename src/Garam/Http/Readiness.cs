namespace Garam.Http;

/// <summary>Whether this process should be sent traffic, and why not. Written by the host, read by the HTTP port.</summary>
internal sealed class Readiness
{
    private volatile string _reason = "starting";

    public bool IsReady => _reason == "ready";

    public string Reason => _reason;

    public void Ready() => _reason = "ready";

    public void Draining() => _reason = "draining";
}
