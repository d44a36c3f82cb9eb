using System.Collections.Concurrent;

namespace Garam.Hosting;

/// <summary>
/// Writes the stack of a fault once. A lasting fault, such as a full disk, is logged again and again, and its stack then says nothing new:
/// from the second time on the line ends with the fault's own message. Owns the factory that it wraps. Any thread.
/// </summary>
internal sealed class BriefTraces(ILoggerFactory inner) : ILoggerFactory
{
    /// <summary>Many more than a program has places that log a fault. Beyond it all are forgotten, so that memory stays bounded.</summary>
    private const int KnownMax = 4_096;

    private readonly ConcurrentDictionary<(string Category, int EventId, string Stack), bool> _known = new();

    public ILogger CreateLogger(string categoryName) => new Briefly(inner.CreateLogger(categoryName), categoryName, this);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private Exception Shorten(string category, EventId eventId, Exception fault)
    {
        if (_known.Count >= KnownMax)
        {
            _known.Clear();
        }

        return _known.TryAdd((category, eventId.Id, fault.GetType() + fault.StackTrace), true) ? fault : new KnownFault(fault);
    }

    private sealed class Briefly(ILogger inner, string category, BriefTraces traces) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                inner.Log(logLevel, eventId, state, exception is null ? null : traces.Shorten(category, eventId, exception), formatter);
            }
        }
    }

    /// <summary>Stands for a fault whose stack was written before.</summary>
    private sealed class KnownFault(Exception fault) : Exception(fault.Message)
    {
        public override string ToString() => string.Join(" ---> ", Chain().Select(link => $"{link.GetType().Name}: {link.Message}"));

        private IEnumerable<Exception> Chain()
        {
            for (var link = fault; link is not null; link = link.InnerException)
            {
                yield return link;
            }
        }
    }
}
