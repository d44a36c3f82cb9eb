using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Waiting;

namespace Garam.Client.Fetching;

/// <summary>
/// The fetches from one broker, one at a time: while the consumer's caller reads an answer, the next fetch is under way, and at most one
/// answer waits to be taken. So a broker holds up to twice <see cref="ConsumerOptions.FetchBytesMax"/> of this client's memory, with
/// what the caller reads. The consumer's caller sends and takes; the answer comes on any thread and sets the wake-up.
/// </summary>
internal sealed class BrokerFetcher(ClusterClient client, ConsumerOptions options, FrameBuffers buffers, HostPort broker, Wakeup answered)
{
    private readonly RetryPause _pause = new();
    private FetchAnswer? _answer;
    private Task _ending = Task.CompletedTask;

    /// <summary>The partitions that this broker leads, in order.</summary>
    public List<AssignedPartition> Partitions { get; } = [];

    public ClientFetchSession Session { get; } = new();

    /// <summary>A request is under way, or its answer has not been taken.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>After a failure nothing is sent before this moment.</summary>
    public long RetryAt => _pause.EndsAt;

    /// <summary>Asks for those partitions that can be fetched; the list is read before it returns.</summary>
    public void Send(IReadOnlyList<AssignedPartition> wanted)
    {
        IsBusy = true;
        _ = RunAsync(Session.Next(wanted, options));
    }

    /// <summary>The answer, once there is one. The caller releases its frame.</summary>
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

    /// <summary>Lets the broker forget the session, if it can be told before <paramref name="late"/>.</summary>
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

    /// <summary>Not on the connection of the fetches, where it would wait behind one that is parked.</summary>
    private async Task EndSessionAsync(FetchRequest last, CancellationToken late)
    {
        try
        {
            _ = await client.CallAsync<FetchRequest, FetchResponse>(broker, ConnectionPurpose.Control, last, late);
        }
        catch (Exception fault) when (fault is KafkaException or OperationCanceledException or ObjectDisposedException)
        {
            // The broker gives the place to others when they need it and the session has rested for long enough.
        }
    }

    /// <summary>Not awaited: every outcome is an answer.</summary>
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
