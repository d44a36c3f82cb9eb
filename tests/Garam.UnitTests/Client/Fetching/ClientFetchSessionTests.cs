using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;

namespace Garam.UnitTests.Client.Fetching;

public sealed class ClientFetchSessionTests
{
    private const int Id = 77;

    private readonly ClientFetchSession _session = new();
    private readonly ConsumerOptions _options = new();

    [Fact]
    public void The_first_request_names_everything()
    {
        var request = _session.Next([State("a", 0, 5), State("a", 1, 6), State("b", 0, 7)], _options);

        Assert.Equal((0, 0), (request.SessionId, request.SessionEpoch));
        Assert.Equal(["a-0@5", "a-1@6", "b-0@7"], Named(request));
    }

    [Fact]
    public void Later_requests_name_what_moved()
    {
        var (still, moving) = (State("a", 0, 5), State("a", 1, 6));
        Exchange([still, moving]);
        moving.MoveTo(8);

        var request = _session.Next([still, moving], _options);

        Assert.Equal((Id, 1), (request.SessionId, request.SessionEpoch));
        Assert.Equal(["a-1@8"], Named(request));
        Assert.Empty(request.ForgottenTopicsData);
    }

    [Fact]
    public void The_epoch_grows_with_every_answer()
    {
        var state = State("a", 0, 5);
        Exchange([state]);
        Exchange([state]);

        Assert.Equal(2, _session.Next([state], _options).SessionEpoch);
    }

    [Fact]
    public void What_is_not_wanted_any_more_is_forgotten()
    {
        var (stays, goes) = (State("a", 0, 5), State("b", 1, 6));
        Exchange([stays, goes]);

        var forgotten = Assert.Single(_session.Next([stays], _options).ForgottenTopicsData);

        Assert.Equal("b", forgotten.Topic);
        Assert.Equal([1], forgotten.Partitions);
        _session.Answered(ErrorCode.None, Id);
        Assert.Equal(["b-1@6"], Named(_session.Next([stays, goes], _options)));
    }

    [Fact]
    public void A_partition_that_was_taken_away_and_given_back_is_not_forgotten()
    {
        var stays = State("a", 0, 5);
        Exchange([stays, State("b", 1, 6)]);

        var request = _session.Next([stays, State("b", 1, 3)], _options);

        Assert.Equal(["b-1@3"], Named(request));
        Assert.Empty(request.ForgottenTopicsData);
    }

    [Fact]
    public void A_topic_that_was_made_anew_replaces_its_namesake()
    {
        var old = State("a", 0, 5);
        Exchange([old]);
        var (oldId, newId) = (old.TopicId, new Uuid(9, 9));
        old.TopicId = newId;

        var request = _session.Next([old], _options);

        Assert.Equal(newId, Assert.Single(request.Topics).TopicId);
        Assert.Equal(oldId, Assert.Single(request.ForgottenTopicsData).TopicId);
    }

    [Fact]
    public void A_partition_that_rests_while_the_session_begins_anew_is_named_when_it_is_back()
    {
        var (stays, rests) = (State("a", 0, 5), State("b", 1, 6));
        Exchange([stays, rests]);
        _session.Broke();
        Exchange([stays]);

        Assert.Equal(["b-1@6"], Named(_session.Next([stays, rests], _options)));
    }

    [Theory]
    [InlineData(ErrorCode.FetchSessionIdNotFound, 0)]
    [InlineData(ErrorCode.InvalidFetchSessionEpoch, Id)]
    [InlineData(ErrorCode.FetchSessionTopicIdError, Id)]
    public void A_session_that_the_broker_refuses_begins_anew(ErrorCode error, int sessionId)
    {
        var state = State("a", 0, 5);
        Exchange([state]);
        _session.Next([state], _options);
        _session.Answered(error, 0);

        var request = _session.Next([state], _options);

        Assert.Equal((sessionId, 0), (request.SessionId, request.SessionEpoch));
        Assert.Equal(["a-0@5"], Named(request));
    }

    [Fact]
    public void An_answer_that_never_came_begins_a_new_session_and_ends_the_old()
    {
        var state = State("a", 0, 5);
        Exchange([state]);
        _session.Next([state], _options);
        _session.Broke();

        var request = _session.Next([state], _options);

        Assert.Equal((Id, 0), (request.SessionId, request.SessionEpoch));
        Assert.Equal(["a-0@5"], Named(request));
    }

    [Fact]
    public void Without_a_session_every_request_names_everything()
    {
        var state = State("a", 0, 5);
        _session.Next([state], _options);
        _session.Answered(ErrorCode.None, 0);

        Assert.Equal(["a-0@5"], Named(_session.Next([state], _options)));
    }

    [Fact]
    public void A_session_ends_with_its_id_and_the_final_epoch()
    {
        var state = State("a", 0, 5);
        Exchange([state]);
        Exchange([state]);

        var last = _session.End()!;

        Assert.Equal((Id, -1, 0), (last.SessionId, last.SessionEpoch, last.Topics.Length));
        Assert.Null(_session.End());
        var request = _session.Next([state], _options);
        Assert.Equal((0, 0), (request.SessionId, request.SessionEpoch));
        Assert.Equal(["a-0@5"], Named(request));
    }

    [Fact]
    public void Where_there_is_no_session_nothing_ends()
    {
        _session.Next([State("a", 0, 5)], _options);

        Assert.Null(_session.End());
    }

    [Fact]
    public void A_new_leader_epoch_is_told()
    {
        var state = State("a", 0, 5);
        Exchange([state]);
        state.Follow(state.Leader, 7);

        Assert.Equal(7, Assert.Single(Assert.Single(_session.Next([state], _options).Topics).Partitions).CurrentLeaderEpoch);
    }

    [Fact]
    public void An_answer_to_what_was_asked_before_a_seek_is_none()
    {
        var state = State("a", 0, 5);
        _session.Next([state], _options);
        Assert.True(_session.IsAnswerFor(state));

        state.MoveTo(50);

        Assert.False(_session.IsAnswerFor(state));
    }

    private void Exchange(IReadOnlyList<AssignedPartition> wanted)
    {
        _session.Next(wanted, _options);
        _session.Answered(ErrorCode.None, Id);
    }

    private static AssignedPartition State(string topic, int partition, long offset)
    {
        var state = new AssignedPartition(new TopicPartition(topic, partition)) { TopicId = new Uuid(1, topic[0]) };
        state.MoveTo(offset);
        return state;
    }

    private static IEnumerable<string> Named(FetchRequest request) =>
        request.Topics.SelectMany(
            static topic => topic.Partitions.Select(partition => $"{topic.Topic}-{partition.Partition}@{partition.FetchOffset}"));
}
