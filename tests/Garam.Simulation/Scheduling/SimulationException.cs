namespace Garam.Simulation.Scheduling;

/// <summary>Reports what is wrong with a run.</summary>
public sealed class SimulationException(string message, Exception? inner = null) : Exception(message, inner);
