using System.Diagnostics.Tracing;
using System.Globalization;
using Garam.Storage.Errors;

namespace Garam.Metrics;

/// <summary>
/// Logs the faults of the OTLP export, which OpenTelemetry tells to event listeners alone. A receiver that is down fails every few seconds,
/// so the lines are rare. Called by the exporter's threads.
/// </summary>
internal sealed partial class OtlpFaults(Uri endpoint, ILogger logger) : EventListener
{
    private const string ExporterSource = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    private readonly FaultStreak _streak = new(TimeProvider.System);

    // The base constructor calls this before the fields are set.
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == ExporterSource)
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (_streak is { } streak && eventData.Message is { } message && streak.Failed() is > 0 and var count)
        {
            LogFault(logger, endpoint, string.Format(CultureInfo.InvariantCulture, message, [.. eventData.Payload ?? []]), count);
        }
    }

    [LoggerMessage(
        6011,
        LogLevel.Warning,
        "Metrics and traces do not reach {Endpoint}: {Message} ({Count} such faults since the last line about them)")]
    private static partial void LogFault(ILogger logger, Uri endpoint, string message, int count);
}
