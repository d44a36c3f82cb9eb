using Garam.Cli.Bench.Servers;

namespace Garam.Cli.Bench.Reports;

/// <summary>What the server spent on what was counted, produced and consumed together.</summary>
internal sealed record ServerDocument
{
    public int Pid { get; init; }

    public double CpuSeconds { get; init; }

    public double UserSeconds { get; init; }

    public double SystemSeconds { get; init; }

    public double? CpuSecondsPerGib { get; init; }

    /// <summary>Since the process started.</summary>
    public double PeakMemoryMib { get; init; }

    public static ServerDocument From(ServerSpending spending, long bytes)
    {
        var cpu = (spending.User + spending.System).TotalSeconds;
        return new ServerDocument
        {
            Pid = spending.Pid,
            CpuSeconds = Math.Round(cpu, 3),
            UserSeconds = Math.Round(spending.User.TotalSeconds, 3),
            SystemSeconds = Math.Round(spending.System.TotalSeconds, 3),
            CpuSecondsPerGib = bytes == 0 ? null : Math.Round(cpu * Traffic.BytesPerGib / bytes, 3),
            PeakMemoryMib = Math.Round(spending.PeakMemoryBytes / Traffic.BytesPerMb, 1),
        };
    }
}
