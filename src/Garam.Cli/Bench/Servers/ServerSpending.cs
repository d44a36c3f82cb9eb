namespace Garam.Cli.Bench.Servers;

/// <summary>CPU time of a server in a stretch of time, and the most memory that it ever had.</summary>
internal sealed record ServerSpending(int Pid, TimeSpan User, TimeSpan System, long PeakMemoryBytes);
