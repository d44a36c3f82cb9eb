namespace Garam.Cli.Bench.Runs;

/// <summary>When a record should have been sent and when it was, as timestamps, and what it weighs.</summary>
internal readonly record struct SentRecord(long IntendedAt, long CalledAt, int Bytes);
