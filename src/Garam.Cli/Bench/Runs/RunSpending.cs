using Garam.Cli.Bench.Servers;
using Garam.Cli.Terminal;

namespace Garam.Cli.Bench.Runs;

/// <summary>What server and generator spend while records count. One thread.</summary>
internal sealed class RunSpending(ServerMeter? meter, RunClock clock)
{
    private TimeSpan? _generatorBefore;

    /// <summary>Null where no server is measured, or it ended.</summary>
    public ServerSpending? Server { get; private set; }

    public TimeSpan GeneratorCpu { get; private set; }

    /// <summary>To be called often: begins when the warm-up is over.</summary>
    /// <exception cref="CommandException">The server has ended.</exception>
    public void Look()
    {
        if (_generatorBefore is null && clock.Time.GetTimestamp() >= clock.CountsFrom)
        {
            meter?.Start();
            _generatorBefore = Environment.CpuUsage.TotalTime;
        }
    }

    /// <exception cref="CommandException">The server has ended.</exception>
    public void Stop()
    {
        if (_generatorBefore is { } before)
        {
            GeneratorCpu = Environment.CpuUsage.TotalTime - before;
            Server = meter?.Stop();
        }
    }
}
