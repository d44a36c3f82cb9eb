using Garam.Simulation.Scheduling;
using Microsoft.Extensions.Logging;

namespace Garam.Simulation.Machines;

/// <summary>Log lines are part of the trace.</summary>
internal sealed class TraceLoggerFactory(SimulatedProcess process) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new TraceLogger(process, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class TraceLogger(SimulatedProcess process, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var fault = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
            process.Tell($"{logLevel} {category}: {formatter(state, exception)}{fault}");
        }
    }
}
