namespace Garam.Simulation;

/// <summary>
/// How long and how hard a run is. Every seed must see at least the crashes, snapshots and operations that the floors name.
/// </summary>
public sealed class SimulationOptions
{
    /// <summary>Simulated time during which clients work and nodes die. Draining and checking come on top.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Clients have to be done by then: faults have ended at <see cref="Duration"/>, so nothing may wait any longer.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(10);

    public int Crashes { get; init; } = 4;

    public int CrashesMin { get; init; } = 3;

    public int SnapshotsMin { get; init; } = 2;

    public int OperationsMin { get; init; } = 500;

    public int Producers { get; init; } = 3;

    public int Readers { get; init; } = 2;

    public int GroupMembers { get; init; } = 3;

    /// <summary>The whole state is checked after every so many journal entries: it costs as much as the state is large.</summary>
    public int EntriesPerCheck { get; init; } = 1;
}
