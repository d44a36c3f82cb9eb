using System.Diagnostics;

namespace Garam.Journal.Metrics;

/// <summary>The spans of the journal. Nothing is allocated while no listener wants them.</summary>
public static class JournalTraces
{
    public const string SourceName = "Garam.Journal";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts the span of an append. The caller disposes it when the entry is durable or refused.</summary>
    public static Activity? StartAppend(long sequence, int bytes)
    {
        var span = Source.StartActivity("journal.append", ActivityKind.Client);
        span?.SetTag("garam.journal.sequence", sequence);
        span?.SetTag("garam.journal.bytes", bytes);
        return span;
    }
}
