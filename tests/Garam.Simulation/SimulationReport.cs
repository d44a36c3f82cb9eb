namespace Garam.Simulation;

/// <param name="TraceHash">The same for the same seed, in every process.</param>
/// <param name="Duels">A leader that stood still woke up when another had taken its place.</param>
/// <param name="Fault">Null when every check held.</param>
public sealed record SimulationReport(
    int Seed, string TraceHash, long Steps, TimeSpan SimulatedTime, int Operations, int Crashes, int Duels, int Snapshots, Exception? Fault)
{
    public override string ToString() =>
        $"seed {Seed}: {(Fault is null ? "held" : "BROKEN")}, {SimulatedTime.TotalSeconds:F0} s, {Operations} operations, {Crashes} "
            + $"crashes, {Duels} of them duels, {Snapshots} snapshots, {Steps} steps, trace {TraceHash}";
}
