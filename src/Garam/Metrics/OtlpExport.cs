using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Garam.Metrics;

/// <summary>
/// Exports metrics and traces over OTLP. The host makes it only when a setting names a receiver, and no assembly of OpenTelemetry is loaded
/// otherwise. The standard OTEL_* variables configure the rest. Disposing it sends what was measured last.
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string SamplerVariable = "OTEL_TRACES_SAMPLER";
    private const string Sources = "Garam*";
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>A server answers thousands of requests a second: more spans than this would cost more than the requests.</summary>
    private const double SampledShare = 0.01;

    /// <summary>A receiver that does not answer must not hold up the end of the process.</summary>
    private const int FlushMillisecondsMax = 1000;

    private readonly OtlpFaults _faults;
    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    /// <param name="endpoint">The base address of an OTLP receiver.</param>
    /// <param name="seriesMax">The most series that one instrument reports.</param>
    /// <param name="loggers">For faults of the export.</param>
    public OtlpExport(Uri endpoint, int seriesMax, ILoggerFactory loggers)
    {
        _faults = new OtlpFaults(endpoint, loggers.CreateLogger<OtlpExport>());

        // The variables come last, because the last one wins.
        var resource = ResourceBuilder.CreateEmpty()
            .AddService("garam", serviceVersion: ProgramVersion.Full)
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(Sources, RuntimeMeter)
            .AddView(instrument => Describe(instrument, seriesMax))
            .AddOtlpExporter(exporter => PointAt(exporter, endpoint, "v1/metrics"))
            .Build();
        var traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(Sources)
            .AddOtlpExporter(exporter => PointAt(exporter, endpoint, "v1/traces"));
        if (Environment.GetEnvironmentVariable(SamplerVariable) is null)
        {
            traces.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(SampledShare)));
        }

        _traces = traces.Build();
    }

    public void Dispose()
    {
        _traces.Shutdown(FlushMillisecondsMax);
        _metrics.Shutdown(FlushMillisecondsMax);
        _traces.Dispose();
        _metrics.Dispose();
        _faults.Dispose();
    }

    /// <summary>OTLP over HTTP unless the variable says otherwise: receivers and proxies take it everywhere.</summary>
    private static void PointAt(OtlpExporterOptions exporter, Uri endpoint, string path)
    {
        if (Environment.GetEnvironmentVariable(ProtocolVariable) is null)
        {
            exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        }

        exporter.Endpoint = exporter.Protocol == OtlpExportProtocol.HttpProtobuf
            ? new Uri(endpoint.AbsoluteUri.TrimEnd('/') + '/' + path)
            : endpoint;
    }

    /// <summary>Histograms have the boundaries of the Prometheus text, so that both tell the same.</summary>
    private static MetricStreamConfiguration Describe(Instrument instrument, int seriesMax) =>
        instrument.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Histogram<>)
            ? new ExplicitBucketHistogramConfiguration { Boundaries = MetricFamily.BoundariesFor(instrument), CardinalityLimit = seriesMax }
            : new MetricStreamConfiguration { CardinalityLimit = seriesMax };
}
