using System.Security.Cryptography;
using Garam.Cli.Commands;
using Garam.Cli.Terminal;
using Garam.Client;
using Garam.Client.Admin;
using Garam.Demo.Agents;
using Garam.Demo.Checking;
using Garam.Demo.Kills;
using Garam.Demo.Records;
using Garam.Demo.Streaming;
using Garam.Demo.Views;

namespace Garam.Demo;

/// <summary>One run from the first agent to the result. Owns the agents and the clients. One thread at a time.</summary>
internal sealed class DemoRun : IDisposable
{
    private const int Members = 2;

    /// <summary>Bounds the store of a run without an end: older records were read long ago.</summary>
    private const string PartitionBytesMax = "33554432";

    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly TimeSpan ViewInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    /// <summary>How long the group may read nothing new before what is missing counts as lost.</summary>
    private static readonly TimeSpan ReadingPatience = TimeSpan.FromSeconds(30);

    private readonly DemoSettings _settings;
    private readonly DemoFolder _folder;
    private readonly Screen _screen;
    private readonly long _number = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
    private readonly EventFeed _events = new(Time);
    private readonly RunFaults _faults = new(CancellationToken.None);
    private readonly AcknowledgementGaps _gaps = new(DemoTopics.Partitions.Count, Time);
    private readonly StreamCheck _check;
    private readonly AgentCrew _crew;
    private readonly KillLoop? _kills;
    private readonly DemoStatus _status;

    /// <exception cref="CommandException">There are no free ports.</exception>
    public DemoRun(DemoSettings settings, DemoFolder folder, Screen screen)
    {
        (_settings, _folder, _screen) = (settings, folder, screen);
        _check = new StreamCheck(_number);
        _crew = new AgentCrew(settings.Agents, folder, _events);
        _kills = settings.KillInterval is { } interval
            ? new KillLoop(interval, new KillSchedule(settings.Seed), _crew, _gaps, _events)
            : null;
        _status = new DemoStatus(settings, _crew, _check, _gaps, _kills, Time);
    }

    /// <summary>Returns the exit code.</summary>
    /// <exception cref="CommandException">The demo could not run.</exception>
    public async Task<int> RunAsync(CancellationToken asked)
    {
        using var agentsStopping = new CancellationTokenSource();
        using var viewEnding = new CancellationTokenSource();
        var agents = _crew.RunAsync(_faults, agentsStopping.Token);
        var view = _faults.GuardAsync(() => ShowAsync(viewEnding.Token));
        await _faults.GuardAsync(() => StreamAsync(asked));

        _status.Enter(DemoPhase.Stopping);
        await agentsStopping.CancelAsync();
        await agents;
        await viewEnding.CancelAsync();
        await view;
        return Conclude(asked);
    }

    public void Dispose()
    {
        _crew.Dispose();
        _faults.Dispose();
    }

    private async Task StreamAsync(CancellationToken asked)
    {
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(_faults.Stopping, asked);
        await _crew.AllUpAsync(starting.Token);
        await using var client = await KafkaClient.ConnectAsync(_crew.Bootstrap, null, starting.Token);
        foreach (var name in DemoTopics.Names)
        {
            var configs = new Dictionary<string, string> { ["retention.bytes"] = PartitionBytesMax };
            await client.Admin.CreateTopicAsync(new NewTopic(name, DemoTopics.PartitionsEach, configs), starting.Token);
        }

        using var consumersStopping = CancellationTokenSource.CreateLinkedTokenSource(_faults.Stopping);
        var consuming = Task.WhenAll(Enumerable.Range(0, Members).Select(
            _ => _faults.GuardAsync(() => ConsumingLoop.RunAsync(client, _check, consumersStopping.Token))));
        await _faults.GuardAsync(() => ProduceAsync(client, asked));
        await _faults.GuardAsync(ReadRestAsync);
        await consumersStopping.CancelAsync();
        await consuming;
        _status.Enter(DemoPhase.ReadingAgain);
        await _faults.GuardAsync(() => SecondReading.RunAsync(client, _check, _faults.Stopping));
    }

    /// <summary>Produces and kills until the end of the stream, and waits for the last acknowledgements.</summary>
    private async Task ProduceAsync(KafkaClient client, CancellationToken asked)
    {
        await using var producing = new ProducingLoop(client, _settings, _number, (_check, _gaps), _faults);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_faults.Stopping, asked);
        _status.Enter(DemoPhase.Streaming);
        if (_settings.Duration is { } duration)
        {
            ending.CancelAfter(duration);
        }

        await Task.WhenAll(
            _faults.GuardAsync(() => producing.RunAsync(ending.Token)),
            _faults.GuardAsync(() => _kills?.RunAsync(ending.Token) ?? Task.CompletedTask));
        _status.Enter(DemoPhase.Reading);
        await producing.FlushAsync(_faults.Stopping);
    }

    /// <summary>Waits until all agents are back and everything acknowledged was read, or nothing more comes.</summary>
    private async Task ReadRestAsync()
    {
        await _crew.AllUpAsync(_faults.Stopping);
        var (read, since) = (-1L, 0L);
        for (var counts = _check.Count(); counts.Unread > 0; counts = _check.Count())
        {
            if (counts.Read != read)
            {
                (read, since) = (counts.Read, Time.GetTimestamp());
            }
            else if (Time.GetElapsedTime(since) > ReadingPatience)
            {
                return;
            }

            await Task.Delay(Glance, _faults.Stopping);
        }
    }

    private async Task ShowAsync(CancellationToken ending)
    {
        IDemoView view = _screen.CanRedraw
            ? new LiveView(_screen, _settings, _folder.Path, _events)
            : new PlainView(_screen, _settings, _events, Time);
        using var timer = new PeriodicTimer(ViewInterval);
        do
        {
            view.Show(_status.Look());
        }
        while (await NextAsync(timer, ending));

        view.Show(_status.Look());
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken ending)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ending);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private int Conclude(CancellationToken asked)
    {
        if (_faults.First is BrokenPipeException pipe)
        {
            throw pipe;
        }

        var now = _status.Look();
        var counts = _faults.First is null ? now.Counts.AtEnd() : now.Counts;
        var isSound = counts.IsSound && _faults.First is null;
        if (counts.Acknowledged > 0)
        {
            foreach (var line in DemoText.Result(counts, now, _settings.Seed))
            {
                _screen.Say(line);
            }
        }

        if (!isSound || now.Agents.Any(static agent => agent.Falls > 0))
        {
            _folder.Keep();
        }

        if (_folder.Stays)
        {
            _screen.Say($"The store and the agents' logs are in {_folder.Path}; garam verify --data {_folder.Store} checks the store.");
        }

        return isSound && counts.Acknowledged > 0 ? ExitCode.Success : throw Failure(counts, asked);
    }

    private Exception Failure(CheckCounts counts, CancellationToken asked) => _faults.First switch
    {
        CommandException fault => fault,
        { } fault => new CommandException(ExitCode.Failed, $"the demo broke off: {Printable.OneLine(fault.Message)}", fault),
        null when !counts.IsSound => new CommandException(ExitCode.Failed, DemoText.Faults(counts) + "."),
        null when asked.IsCancellationRequested => new OperationCanceledException(asked),
        null => new CommandException(ExitCode.Failed, "no record was acknowledged in time; stream for longer."),
    };
}
