using Garam.Journal.Entries;
using Garam.Journal.Gateway;
using Garam.Metadata.Cluster;
using Garam.Metadata.Segments;
using Garam.Peers;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Wire;
using Garam.Protocol;
using Garam.Storage.Errors;

namespace Garam.InMemoryTests.Peers;

/// <summary>Calls from one process to another: their content, order and outcome.</summary>
public sealed class PeerCallTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_command_reaches_the_leader_and_its_result_comes_back() => PeerPair.Run(async pair =>
    {
        var segment = new CommitSegmentResult { Batches = [new BatchResult { BaseOffset = 5 }, new BatchResult { BaseOffset = 9 }] };
        pair.Peer.OnSubmit = (_, _) => ValueTask.FromResult(new SubmitReply(17, segment));
        var command = new CommitSegment { IncarnationValue = 3, CommitNumber = 8, Batches = [new SegmentBatch { Partition = 2 }] };

        var reply = await pair.Client.SubmitAsync(command, default);

        Assert.Equal(17, reply.Sequence);
        Assert.Equal([5, 9], Assert.IsType<CommitSegmentResult>(reply.Result).Batches.Select(batch => batch.BaseOffset));
        var arrived = Assert.IsType<CommitSegment>(Assert.Single(pair.Peer.Submitted));
        Assert.Equal((3, 8, 2), (arrived.IncarnationValue, arrived.CommitNumber, arrived.Batches[0].Partition));
        Assert.Equal(2, arrived.Version);
        Assert.Equal(0, command.Version);
    });

    [Fact]
    public void A_client_s_request_reaches_the_coordinator_and_its_response_comes_back() => PeerPair.Run(async pair =>
    {
        pair.Peer.OnForward = (_, _) => ValueTask.FromResult<IMessage>(new JoinGroupResponse { MemberId = "m-1", GenerationId = 4 });
        var request = new JoinGroupRequest { GroupId = "g", Protocols = [new() { Name = "range", Metadata = "meta"u8.ToArray() }] };

        var response = await pair.Client.ForwardAsync(
            ApiKey.JoinGroup, 9, request, new ForwardedCaller("app", "/10.0.0.7"), default);

        Assert.Equal(("m-1", 4), (((JoinGroupResponse)response).MemberId, ((JoinGroupResponse)response).GenerationId));
        var (key, version, arrived, caller) = Assert.Single(pair.Peer.Forwarded);
        Assert.Equal((ApiKey.JoinGroup, 9, new ForwardedCaller("app", "/10.0.0.7")), (key, version, caller));
        Assert.Equal("meta"u8.ToArray(), ((JoinGroupRequest)arrived).Protocols[0].Metadata.ToArray());
    });

    [Fact]
    public void The_tail_is_confirmed_and_fetched() => PeerPair.Run(async pair =>
    {
        Assert.Equal(42, await pair.Client.ConfirmTailAsync(default));
        var request = new TailRequest(7, 99, 1 << 20, TimeSpan.FromSeconds(3));
        var tail = await pair.Client.FetchTailAsync(request, default);
        Assert.True(tail.IsLeading);
        Assert.Equal((100L, "an entry"), (tail.Entries[0].Sequence, System.Text.Encoding.ASCII.GetString(tail.Entries[0].Bytes.Span)));
        Assert.Equal([request], pair.Peer.Fetched);

        pair.Peer.OnFetch = static _ => ValueTask.FromResult(new TailReply(false, []));
        tail = await pair.Client.FetchTailAsync(request, default);
        Assert.False(tail.IsLeading);
        Assert.Empty(tail.Entries);
    });

    [Fact]
    public void A_process_describes_itself_whether_it_leads_or_not() => PeerPair.Run(async pair =>
    {
        pair.Peer.IsLeading = false;
        pair.Peer.Described = new ProcessDescription(2, 7, "0.3.1", IsLeading: false, Epoch: 5, AppliedSequence: 1234)
        {
            StartedAtMs = 1_700_000_000_000,
            UptimeMs = 61_000,
            Connections = 12,
            Traffic = new ProcessTraffic
            {
                ProduceRequests = 1,
                ProduceBytes = 2,
                FetchRequests = 3,
                FetchBytes = 4,
                CacheHits = 5,
                CacheMisses = 6,
            },
            Store = new StoreUse { Requests = new Dictionary<string, long> { ["create"] = 8 }, WrittenBytes = 9, ReadBytes = 10 },
        };

        var follower = await pair.Client.DescribeAsync(default);

        Assert.Equal(pair.Peer.Described with { Store = follower.Store }, follower);
        Assert.Equal(KeyValuePair.Create("create", 8L), Assert.Single(follower.Store.Requests));
        Assert.Equal((9, 10), (follower.Store.WrittenBytes, follower.Store.ReadBytes));
        Assert.Equal((null, null), (follower.LeadingForMs, follower.Store.CostNanoDollars));

        pair.Peer.Described = follower with { IsLeading = true, LeadingForMs = 0, Store = new StoreUse { CostNanoDollars = 0 } };
        var leader = await pair.Client.DescribeAsync(default);
        Assert.Equal((true, 0L, 0L), (leader.IsLeading, leader.LeadingForMs, leader.Store.CostNanoDollars));
    });

    [Fact]
    public void The_leader_is_asked_to_resign_and_followers_learn_who_should_lead() => PeerPair.Run(async pair =>
    {
        Assert.Equal(5, await pair.Client.MoveLeadershipAsync(7, default));
        Assert.Equal(5, await pair.Client.MoveLeadershipAsync(0, default));
        Assert.Equal([7, 0], pair.Peer.Successors);

        pair.Peer.OnFetch = static _ => ValueTask.FromResult(new TailReply(true, []) { Successor = 7 });
        Assert.Equal(7, (await pair.Client.FetchTailAsync(new TailRequest(1, 0, 1, default), default)).Successor);

        pair.Peer.IsLeading = false;
        var fault = await Assert.ThrowsAsync<GaramException>(async () => await pair.Client.MoveLeadershipAsync(0, Cancellation));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
    });

    [Fact]
    public void An_entry_of_full_size_can_be_fetched() => PeerPair.Run(async pair =>
    {
        var entry = new byte[JournalEntryCodec.EntryBytesMax];
        new Random(4).NextBytes(entry);
        pair.Peer.OnFetch = _ => ValueTask.FromResult(new TailReply(true, [new StoredEntry(1, entry)]));
        var tail = await pair.Client.FetchTailAsync(new TailRequest(1, 0, 1, TimeSpan.FromMinutes(10)), default);
        Assert.True(tail.Entries[0].Bytes.Span.SequenceEqual(entry));
    });

    [Theory]
    [InlineData(ErrorKind.Unavailable)]
    [InlineData(ErrorKind.Throttled)]
    [InlineData(ErrorKind.Fenced)]
    [InlineData(ErrorKind.Invalid)]
    [InlineData(ErrorKind.Conflict)]
    [InlineData(ErrorKind.Corrupt)]
    [InlineData(ErrorKind.Internal)]
    public void A_refusal_keeps_its_kind_and_its_text(ErrorKind kind) => PeerPair.Run(async pair =>
    {
        pair.Peer.OnSubmit = (_, _) => throw new GaramException(kind, "No, because.") { IsNoSpace = true };
        var fault = await Assert.ThrowsAsync<GaramException>(async () => await pair.Client.SubmitAsync(new Resign(), Cancellation));
        Assert.Equal((kind, "No, because.", true), (fault.Kind, fault.Message, fault.IsNoSpace));
        Assert.Equal(42, await pair.Client.ConfirmTailAsync(default));
    });

    [Fact]
    public void A_process_that_does_not_lead_says_so() => PeerPair.Run(async pair =>
    {
        pair.Peer.IsLeading = false;
        var fault = await Assert.ThrowsAsync<GaramException>(async () => await pair.Client.ConfirmTailAsync(Cancellation));
        Assert.Equal((ErrorKind.Unavailable, "This process does not lead."), (fault.Kind, fault.Message));
    });

    [Fact]
    public void Commands_arrive_in_the_order_of_the_calls() => PeerPair.Run(async pair =>
    {
        pair.Peer.OnSubmit = static (_, _) => ValueTask.FromResult(new SubmitReply(1, new CommitSegmentResult()));

        // The first calls are made while the connection does not exist yet.
        List<Task<SubmitReply>> calls = [];
        for (var number = 1; number <= 300; number++)
        {
            calls.Add(pair.Client.SubmitAsync(new CommitSegment { CommitNumber = number }, default).AsTask());
            if (number % 50 == 0)
            {
                await pair.PassAsync(TimeSpan.FromMilliseconds(3));
            }
        }

        foreach (var call in calls)
        {
            await call;
        }

        Assert.Equal(Enumerable.Range(1, 300).Select(n => (long)n), pair.Peer.Submitted.Select(c => ((CommitSegment)c).CommitNumber));
    });

    [Fact]
    public void Calls_that_wait_delay_no_others() => PeerPair.Run(async pair =>
    {
        var joined = new TaskCompletionSource<IMessage>();
        pair.Peer.OnForward = async (request, _) =>
            request is JoinGroupRequest { GroupId: "slow" } ? await joined.Task : new JoinGroupResponse { MemberId = "fast" };
        var slow = ForwardAsync(pair, "slow");
        await pair.UntilAsync(() => pair.Peer.Forwarded.Count == 1);
        Assert.Equal("fast", (await ForwardAsync(pair, "other")).MemberId);
        await pair.Client.SubmitAsync(new Resign(), default);
        await pair.Client.FetchTailAsync(new TailRequest(1, 0, 1, default), default);

        // Longer than any limit for other calls.
        await pair.PassAsync(TimeSpan.FromMinutes(5));
        Assert.False(slow.IsCompleted);
        joined.SetResult(new JoinGroupResponse { MemberId = "late" });
        Assert.Equal("late", (await slow).MemberId);
        Assert.Empty(pair.CallerLog.Lines);
    });

    [Fact]
    public void A_command_too_large_for_any_request_is_invalid_and_harms_no_other() => PeerPair.Run(async pair =>
    {
        var fault = await Assert.ThrowsAsync<GaramException>(async () => await pair.Client.SubmitAsync(
            new SetClusterIdentity { ClusterId = new string('x', 32 << 20) }, Cancellation));
        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Equal(42, await pair.Client.ConfirmTailAsync(default));
        Assert.Empty(pair.Peer.Submitted);
    });

    [Fact]
    public void A_response_too_large_to_be_sent_is_a_refusal() => PeerPair.Run(async pair =>
    {
        var large = new byte[PeerListener.ReplyBytesMax];
        pair.Peer.OnFetch = _ => ValueTask.FromResult(new TailReply(true, [new StoredEntry(1, large)]));
        var fault = await Assert.ThrowsAsync<GaramException>(async () =>
            await pair.Client.FetchTailAsync(new TailRequest(1, 0, 1, default), Cancellation));
        Assert.Equal(ErrorKind.Invalid, fault.Kind);
    });

    internal static async Task<JoinGroupResponse> ForwardAsync(PeerPair pair, string groupId) =>
        (JoinGroupResponse)await pair.Client.ForwardAsync(
            ApiKey.JoinGroup, 9, new JoinGroupRequest { GroupId = groupId }, new ForwardedCaller("", "/10.0.0.7"), default);
}
