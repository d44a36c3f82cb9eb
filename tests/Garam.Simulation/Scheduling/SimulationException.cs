namespace Garam.Simulation.Scheduling;

/// <summary>What a run found wrong.</summary>
public sealed class SimulationException(string message, Exception? inner = null) : Exception(message, inner);
