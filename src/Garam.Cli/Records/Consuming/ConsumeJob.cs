using System.Diagnostics;
using System.Globalization;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Records.Formats;
using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;
using Garam.Client.Admin;
using Garam.Client.Errors;
using Garam.Client.Fetching;

namespace Garam.Cli.Records.Consuming;

/// <summary>One run of <c>garam consume</c>, from the plan to the last byte.</summary>
internal sealed class ConsumeJob(ClusterConnection cluster, ConsumeRequest request, IRecordFormat format, string? file, Screen screen)
{
    /// <summary>Larger than applications want, for fewer answers: one partition can keep the whole program busy.</summary>
    private const int PartitionBytesMax = 4 << 20;

    /// <summary>A group needs a few heartbeats to divide its partitions again.</summary>
    private static readonly TimeSpan AssignmentWaitMax = TimeSpan.FromSeconds(10);

    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private long _movedAt = Stopwatch.GetTimestamp();
    private bool _wasJoined;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var plan = await ReadPlanner.PlanAsync(cluster, request, screen, cancellation);
        using var stream = file is null ? null : OpenFile(file);
        var output = new OutputBuffer(stream ?? screen.OutStream);
        await using var source = CreateSource(plan);
        var session = new ConsumeSession(source, format, output, plan.Stops, request);
        var code = ExitCode.Success;
        try
        {
            using var progress = new ProgressLine(
                screen, $"consume {string.Join(",", request.Topics)}", request.Group is null ? plan.Total : null, "records");
            await ReadAsync(session, source, plan.StopsAt, file is null ? null : progress, cancellation);
            session.Settle();
            await source.CompleteAsync(isWhole: true, CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Printed records cannot be taken back, so their offsets are committed. Disposal of the source leaves the group.
            session.Settle();
            await source.CompleteAsync(isWhole: false, CancellationToken.None);
            code = ExitCode.Interrupted;
        }
        catch (BrokenPipeException)
        {
            await source.CompleteAsync(isWhole: false, CancellationToken.None);
            throw;
        }

        Summarize(session);
        return code;
    }

    private async Task ReadAsync(
        ConsumeSession session, IRecordSource source, DateTimeOffset? stopsAt, ProgressLine? progress, CancellationToken cancellation)
    {
        await using var watch = file is null ? screen.WatchReader(cancellation) : null;
        try
        {
            await StepAsync(session, source, stopsAt, progress, watch?.Ending ?? cancellation);
        }
        catch (OperationCanceledException) when (watch is { HasGone: true } && !cancellation.IsCancellationRequested)
        {
            throw new BrokenPipeException();
        }
    }

    private async Task StepAsync(
        ConsumeSession session, IRecordSource source, DateTimeOffset? stopsAt, ProgressLine? progress, CancellationToken cancellation)
    {
        while (!session.HasCount && !IsAtStop(session, source))
        {
            if (stopsAt is { } time && DateTimeOffset.UtcNow >= time)
            {
                session.StopAt(await ReadPlanner.StopsNowAsync(cluster, request, session.Partitions, cancellation));
                stopsAt = null;
            }

            var hasMoved = await session.StepAsync(cancellation);
            if (request.Group is not null)
            {
                session.Settle();
            }

            await WatchAsync(hasMoved, source, cancellation);
            progress?.Report(session.Count);
        }
    }

    private bool IsAtStop(ConsumeSession session, IRecordSource source)
    {
        if (!session.IsAtStop())
        {
            return false;
        }

        // A member without partitions waits a little: its share may be on the way.
        return request.Group is null || source.Assignment.Count > 0 || (
            !request.IsFollowing && Stopwatch.GetElapsedTime(_movedAt) > AssignmentWaitMax);
    }

    /// <summary>Ends the command with a message if records that exist do not arrive.</summary>
    private async ValueTask WatchAsync(bool hasMoved, IRecordSource source, CancellationToken cancellation)
    {
        var isJoined = source.IsJoined;
        if (hasMoved || (isJoined && !_wasJoined))
        {
            _movedAt = Stopwatch.GetTimestamp();
        }

        _wasJoined = isJoined;
        var still = Stopwatch.GetElapsedTime(_movedAt);
        if (request.IsFollowing)
        {
            return;
        }

        if (request.Group is { } group && !isJoined && still > cluster.Target.Timeout / 2)
        {
            await CheckCoordinatorAsync(group.Name, cancellation);
            _movedAt = Stopwatch.GetTimestamp();
        }
        else if (isJoined && still > cluster.Target.Timeout && source.Assignment.Count > 0)
        {
            throw new CommandException(
                ExitCode.Unreachable,
                $"no answer for {cluster.Target.Timeout.TotalSeconds:0.###} s although {source.Assignment.First()} has more records: "
                + $"is {cluster.Target} healthy? --timeout allows more time.");
        }
    }

    /// <summary>
    /// A group that is dividing its partitions may keep a new member waiting for as long as its other members take. If the coordinator
    /// still describes the group, it is alive and the wait goes on. Otherwise this was the second half of the time limit.
    /// </summary>
    private async ValueTask CheckCoordinatorAsync(string group, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(cluster.Target.Timeout / 2);
        try
        {
            _ = await new GroupAdminClient(cluster.Client).DescribeAsync([group], limited.Token).AsTask().WaitAsync(limited.Token);
        }
        catch (Exception fault) when (
            fault is KafkaException { IsRetriable: true } || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new CommandException(
                ExitCode.Unreachable,
                $"group '{group}' has not admitted this member within {cluster.Target.Timeout.TotalSeconds:0.###} s, and its coordinator "
                + $"at {cluster.Target} does not answer. --timeout allows more time.",
                fault);
        }
    }

    private IRecordSource CreateSource(ReadPlan plan)
    {
        var options = new ConsumerOptions
        {
            PartitionBytesMax = PartitionBytesMax,
            Isolation = request.Isolation,
            Reset = request.From.Kind == PositionKind.End ? OffsetReset.Latest : OffsetReset.Earliest,
        };
        var client = ClusterConnection.CreateClient(cluster.Target, new BrokerWatch(screen, TimeProvider.System));
        return request.Group is { } group
            ? new GroupSource(client, cluster.Target, options, request with { Topics = plan.Topics }, group)
            : new AssignedSource(client, options, plan.Starts);
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"--file: cannot write '{path}': {FileFault.ReasonOf(fault, path)}.", fault);
        }
    }

    /// <summary>Tells people how much it was. After a pipe the records speak for themselves.</summary>
    private void Summarize(ConsumeSession session)
    {
        if (screen.IsErrorInteractive || file is not null)
        {
            var elapsed = Stopwatch.GetElapsedTime(_startedAt);
            screen.Remark(string.Create(
                CultureInfo.InvariantCulture,
                $"{Amounts.Plural(session.Count, "record")} ({Amounts.Bytes(session.Bytes)}) in {elapsed.TotalSeconds:0.0} s."));
        }
    }
}
