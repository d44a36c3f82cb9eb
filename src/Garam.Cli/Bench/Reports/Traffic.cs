namespace Garam.Cli.Bench.Reports;

/// <summary>Units of reports.</summary>
internal static class Traffic
{
    /// <summary>As Kafka's tools count megabytes.</summary>
    public const double BytesPerMb = 1 << 20;

    public const double BytesPerGib = 1 << 30;
}
