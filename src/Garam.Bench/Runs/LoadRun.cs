using Garam.Bench.Loads;
using Garam.Bench.Measuring;
using Garam.Bench.Payloads;
using Garam.Bench.Reports;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Terminal;

namespace Garam.Bench.Runs;

/// <summary>One run from the first connection to the report. One thread at a time.</summary>
internal sealed class LoadRun(LoadSettings settings, ClusterTarget target, Screen screen)
{
    /// <summary>How often the run looks for its end. Reported times come from the records, so this does not blur them.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    /// <summary>How long the run waits for outstanding acknowledgements after Ctrl-C.</summary>
    private static readonly TimeSpan PatienceAfterStop = TimeSpan.FromSeconds(3);

    /// <summary>How long the run waits for acknowledged records to reach the consumers.</summary>
    private static readonly TimeSpan PatienceForConsumers = TimeSpan.FromSeconds(10);

    /// <summary>Returns the report, also of a run that was interrupted or failed, and the fault that ended it.</summary>
    /// <exception cref="CommandException">The run could not begin.</exception>
    public async Task<(BenchReport Report, Exception? Fault)> RunAsync(CancellationToken asked)
    {
        var meter = settings.ServerPid is { } pid ? new ServerMeter(pid) : null;
        var lines = settings.PayloadFile is { } file ? LinesPayload.Load(file) : null;
        await using var cluster = await ClusterConnection.OpenAsync(target, asked);
        await using var topic = await BenchTopic.OpenAsync(cluster, settings, screen, asked);
        using var faults = new RunFaults(asked);
        var startedAt = TimeProvider.System.GetUtcNow();
        await using var crew = await LoadCrew.CreateAsync(settings, lines, cluster, topic, faults);
        var spending = new RunSpending(meter, crew.Clock);
        await RunAsync(crew, faults, spending);
        var builder = new ReportBuilder(settings, crew.Clock);
        var report = builder.Build(topic, crew.Produced(), crew.Consumed(), spending);
        return (report with { StartedAt = startedAt, IsPartial = faults.Stopping.IsCancellationRequested }, faults.First);
    }

    private async Task RunAsync(LoadCrew crew, RunFaults faults, RunSpending spending)
    {
        using var consumersStopping = CancellationTokenSource.CreateLinkedTokenSource(faults.Stopping);
        using var progress = new LoadProgress(settings, crew, screen);
        var consuming = crew.ConsumeAsync(consumersStopping.Token);
        var producing = crew.ProduceAsync();
        await faults.GuardAsync(async () =>
        {
            var load = settings.Producers > 0 ? producing : consuming;
            await WatchAsync(() => load.IsCompleted);
            await WatchAsync(() => crew.Unanswered == 0, () => faults.Stopping.IsCancellationRequested ? PatienceAfterStop : null);
            if (settings.Mode == BenchMode.EndToEnd && !faults.Stopping.IsCancellationRequested)
            {
                await WatchAsync(() => crew.Consumed().Records >= crew.Produced().Records, () => PatienceForConsumers);
                ThrowIfMissing(crew);
            }

            spending.Stop();
        });
        await consumersStopping.CancelAsync();
        await producing;
        await consuming;

        async Task WatchAsync(Func<bool> isDone, Func<TimeSpan?>? patience = null)
        {
            var since = TimeProvider.System.GetTimestamp();
            while (!isDone() && !(TimeProvider.System.GetElapsedTime(since) > patience?.Invoke()))
            {
                spending.Look();
                progress.Report();
                await Task.Delay(Glance, CancellationToken.None);
            }
        }
    }

    private static void ThrowIfMissing(LoadCrew crew)
    {
        var missing = crew.Produced().Records - crew.Consumed().Records;
        if (missing > 0)
        {
            throw new CommandException(
                ExitCode.Failed,
                $"{missing} acknowledged records did not reach the consumers within {PatienceForConsumers.TotalSeconds:0} s.");
        }
    }
}

/// <summary>Measures what server and generator spend while records count. One thread.</summary>
internal sealed class RunSpending(ServerMeter? meter, RunClock clock)
{
    private TimeSpan? _generatorBefore;

    /// <summary>Null if no server is measured, or it has ended.</summary>
    public ServerSpending? Server { get; private set; }

    public TimeSpan GeneratorCpu { get; private set; }

    /// <summary>Begins to measure when the warm-up is over. Call it often.</summary>
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
