using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Waiting;

namespace Garam.Client.Fetching;

/// <summary>
/// Fetches from one broker, one request at a time. While the consumer's caller reads an answer, the next fetch is in flight, and at most
/// one answer waits to be taken. So one broker's answers hold up to twice <see cref="ConsumerOptions.FetchBytesMax"/> of memory, besides
/// the one being read. The consumer's caller sends and takes; the answer comes on any thread and sets the wake-up.
/// </summary>
internal sealed class BrokerFetcher(ClusterClient client, ConsumerOptions options, FrameBuffers buffers, HostPort broker, Wakeup answered)
{
    private readonly RetryPause _pause = new();
    private FetchAnswer? _answer;
    private Task _ending = Task.CompletedTask;

    /// <summary>The partitions that this broker leads, in order.</summary>
    public List<AssignedPartition> Partitions { get; } = [];

    public ClientFetchSession Session { get; } = new();

    /// <summary>A request is in flight, or its answer has not been taken.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>No request before this moment, after a failure.</summary>
    public long RetryAt => _pause.EndsAt;

    /// <summary>Fetches the partitions in the list, which is read before the call returns.</summary>
    public void Send(IReadOnlyList<AssignedPartition> wanted)
    {
        IsBusy = true;
        _ = RunAsync(Session.Next(wanted, options));
    }

    /// <summary>Returns the answer once there is one. The caller releases its frame.</summary>
    public FetchAnswer? TryTake()
    {
        var answer = Interlocked.Exchange(ref _answer, null);
        if (answer is null)
        {
            return null;
        }

        IsBusy = false;
        if (answer.Response is { } response)
        {
            Session.Answered(response.ErrorCode, response.SessionId);
        }
        else
        {
            Session.Broke();
        }

        return answer;
    }

    /// <summary>Ends the broker's session, if the broker answers before <paramref name="late"/>.</summary>
    public Task EndSessionAsync(CancellationToken late)
    {
        if (_ending.IsCompleted && Session.End() is { } last)
        {
            _ending = EndSessionAsync(last, late);
        }

        return _ending;
    }

    public void Succeeded() => _pause.Clear();

    public void Failed() => _pause.Begin(client);

    /// <summary>Does not use the connection of the fetches, where it would wait behind a parked one.</summary>
    private async Task EndSessionAsync(FetchRequest last, CancellationToken late)
    {
        try
        {
            _ = await client.CallAsync<FetchRequest, FetchResponse>(broker, ConnectionPurpose.Control, last, late);
        }
        catch (Exception fault) when (fault is KafkaException or OperationCanceledException or ObjectDisposedException)
        {
            // The broker frees the session by itself once it is old and others need the place.
        }
    }

    /// <summary>Not awaited: every outcome becomes an answer.</summary>
    private async Task RunAsync(FetchRequest request)
    {
        FetchAnswer answer;
        try
        {
            var connection = await client.ConnectAsync(broker, ConnectionPurpose.Fetch);
            var (response, frame) = await connection.CallAsync<FetchRequest, FetchResponse>(request, buffers, CancellationToken.None);
            answer = FetchAnswer.From(response, frame);
        }
        catch (Exception fault)
        {
            answer = FetchAnswer.Failed(fault);
        }

        Volatile.Write(ref _answer, answer);
        answered.Set();
    }
}
