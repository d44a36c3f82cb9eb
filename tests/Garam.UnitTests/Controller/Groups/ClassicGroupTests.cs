using Garam.Controller.Groups;
using Garam.Journal.Gateway;
using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Messages.SyncGroup;

namespace Garam.UnitTests.Controller.Groups;

/// <summary>
/// The state machine of a group: which transition is legal in which phase, where it leads, and the deadlines that go with it.
/// </summary>
public sealed class ClassicGroupTests
{
    private const string MemberId = "m-1";
    private const string OtherId = "m-2";

    private static readonly TimeSpan Now = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan RebalanceTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Each transition in the phases that allow it, with the phase that it leads to. It is illegal in every other phase.</summary>
    private static readonly Dictionary<GroupTransition, Rule> Rules = new()
    {
        [GroupTransition.Establish] = new(group => group.Establish(), (GroupPhase.Dead, GroupPhase.Empty)),
        [GroupTransition.OfferId] = Staying(
            group => group.OfferId(OtherId, Now),
            GroupPhase.Empty, GroupPhase.PreparingRebalance, GroupPhase.CompletingRebalance, GroupPhase.Stable),
        [GroupTransition.AddMember] = Staying(
            group => group.AddMember(Record(OtherId), "consumer", Join(OtherId), Now),
            GroupPhase.Empty, GroupPhase.PreparingRebalance, GroupPhase.CompletingRebalance, GroupPhase.Stable),
        [GroupTransition.ParkJoin] = Staying(
            group => group.ParkJoin(Member(group), Record(MemberId), Join(MemberId)),
            GroupPhase.PreparingRebalance, GroupPhase.CompletingRebalance, GroupPhase.Stable),
        [GroupTransition.ReplaceMember] = Staying(
            group => group.ReplaceMember(Member(group), Record(OtherId), Now),
            GroupPhase.PreparingRebalance, GroupPhase.CompletingRebalance, GroupPhase.Stable),
        [GroupTransition.RemoveMembers] = Staying(
            group => group.RemoveMembers([.. group.Roster.Members]),
            GroupPhase.PreparingRebalance, GroupPhase.CompletingRebalance, GroupPhase.Stable),
        [GroupTransition.TurnAway] = Staying(
            group => group.TurnAway(OtherId),
            GroupPhase.PreparingRebalance, GroupPhase.CompletingRebalance, GroupPhase.Stable),
        [GroupTransition.PrepareRebalance] = new(
            group => group.PrepareRebalance(Now),
            (GroupPhase.Empty, GroupPhase.PreparingRebalance),
            (GroupPhase.CompletingRebalance, GroupPhase.PreparingRebalance),
            (GroupPhase.Stable, GroupPhase.PreparingRebalance)),
        [GroupTransition.AwaitJoins] = Staying(group => group.AwaitJoins(Now), GroupPhase.PreparingRebalance),
        [GroupTransition.EndJoins] = Staying(group => group.EndJoins(), GroupPhase.PreparingRebalance),
        [GroupTransition.BeginGeneration] = new(BeginGeneration, (GroupPhase.PreparingRebalance, GroupPhase.CompletingRebalance)),
        [GroupTransition.RequestAssignment] = Staying(
            group => group.RequestAssignment(Member(group)), GroupPhase.CompletingRebalance, GroupPhase.Stable),
        [GroupTransition.ParkSync] = Staying(group => group.ParkSync(Member(group), Sync()), GroupPhase.CompletingRebalance),
        [GroupTransition.RefuseSyncs] = Staying(
            group => group.RefuseSyncs(ErrorCode.UnknownServerError, Now), GroupPhase.CompletingRebalance),
        [GroupTransition.Assign] = new(group => group.Assign([], Now), (GroupPhase.CompletingRebalance, GroupPhase.Stable)),
        [GroupTransition.EndSync] = Staying(group => group.EndSync(), GroupPhase.CompletingRebalance, GroupPhase.Stable),
        [GroupTransition.Delete] = new(group => group.Delete(), (GroupPhase.Empty, GroupPhase.Dead)),
    };

    public static TheoryData<string, GroupPhase> LegalPairs => Pairs(isLegal: true);

    public static TheoryData<string, GroupPhase> IllegalPairs => Pairs(isLegal: false);

    [Fact]
    public void Every_transition_has_a_rule() => Assert.Equal(Enum.GetValues<GroupTransition>(), Rules.Keys.Order());

    [Theory]
    [MemberData(nameof(LegalPairs))]
    public void A_legal_transition_leads_to_its_phase(string transition, GroupPhase from)
    {
        var (run, legal) = Rules[Enum.Parse<GroupTransition>(transition)];
        var group = In(from);

        run(group);

        Assert.Equal(legal[from], group.Phase);
    }

    [Theory]
    [MemberData(nameof(IllegalPairs))]
    public void An_illegal_transition_changes_nothing(string transition, GroupPhase from)
    {
        var group = In(from);
        var (members, pending, wake) = (group.Roster.Count, group.Roster.Pending.Count, group.Wake);

        var broken = Assert.Throws<InvariantException>(() => Rules[Enum.Parse<GroupTransition>(transition)].Run(group));

        Assert.Contains($"{transition} of group g in phase {from}", broken.Message, StringComparison.Ordinal);
        Assert.Equal((from, members, pending, wake), (group.Phase, group.Roster.Count, group.Roster.Pending.Count, group.Wake));
    }

    [Fact]
    public void A_generation_without_members_leaves_the_group_empty()
    {
        var group = In(GroupPhase.PreparingRebalance);
        group.EndJoins();
        group.RemoveMembers([.. group.Roster.Members]);

        group.BeginGeneration(new CompleteJoin { GroupId = "g", Generation = 2, Members = [] }, [], Now);

        Assert.Equal((GroupPhase.Empty, 2, null, null), (group.Phase, group.Generation, group.LeaderId, group.SyncDeadline));
    }

    [Fact]
    public void A_round_has_a_deadline_until_its_joins_end()
    {
        var group = In(GroupPhase.PreparingRebalance);
        var deadline = Now - TimeSpan.FromSeconds(1);
        group.AwaitJoins(deadline);
        Assert.Equal((deadline, deadline), (group.JoinDeadline, group.Wake));

        group.EndJoins();

        Assert.Null(group.JoinDeadline);
    }

    [Fact]
    public void The_first_round_may_be_extended_while_members_come_and_time_remains()
    {
        var group = In(GroupPhase.PreparingRebalance);
        var delay = TimeSpan.FromSeconds(3);
        group.AwaitMoreMembers(delay, delay, Now);
        Assert.True(group.IsFirstRound);
        Assert.False(group.FirstRound.IsWorthWaiting);

        group.AddMember(Record(OtherId), "consumer", Join(OtherId), Now);
        Assert.True(group.FirstRound.IsWorthWaiting);

        group.AwaitMoreMembers(delay, -delay, Now);
        Assert.False(group.FirstRound.IsWorthWaiting);
        Assert.Equal((Now + delay, TimeSpan.Zero), (group.JoinDeadline, group.FirstRound.DelayRemaining));
    }

    [Fact]
    public void A_later_round_is_not_the_first()
    {
        var group = In(GroupPhase.Stable);
        group.PrepareRebalance(Now);
        Assert.False(group.IsFirstRound);
    }

    [Fact]
    public void A_generation_waits_for_each_member_to_ask_for_its_assignment()
    {
        var group = In(GroupPhase.CompletingRebalance);
        Assert.Equal(Now + RebalanceTimeout, group.SyncDeadline);

        group.RequestAssignment(Member(group));

        Assert.Null(group.SyncDeadline);
        Assert.Empty(group.EndSync());
    }

    [Fact]
    public void Members_that_did_not_ask_are_late_even_in_a_stable_group()
    {
        var group = In(GroupPhase.Stable);
        Assert.Equal(Now + RebalanceTimeout, group.SyncDeadline);
        Assert.Equal([MemberId], group.EndSync().Select(static member => member.MemberId));
        Assert.Null(group.SyncDeadline);
    }

    [Fact]
    public async Task A_round_gives_up_the_generation_that_waits_for_assignments()
    {
        var group = In(GroupPhase.CompletingRebalance);
        var sync = Sync();
        group.ParkSync(Member(group), sync);

        group.PrepareRebalance(Now);

        Assert.Equal(ErrorCode.RebalanceInProgress, (await sync.Answer).ErrorCode);
        Assert.Null(group.SyncDeadline);
        Assert.Equal(Now + Member(group).Record.SessionTimeout, Member(group).SessionDeadline);
    }

    [Fact]
    public async Task Assignments_answer_the_members_that_wait()
    {
        var group = In(GroupPhase.CompletingRebalance);
        var sync = Sync();
        group.ParkSync(Member(group), sync);

        group.Assign([new GroupAssignment { MemberId = MemberId, Assignment = new byte[] { 7 } }], Now);

        Assert.Equal([7], (await sync.Answer).Assignment.ToArray());
        Assert.Null(Member(group).Sync);
    }

    [Fact]
    public async Task A_replaced_member_is_fenced_and_its_successor_leads()
    {
        var group = In(GroupPhase.PreparingRebalance);
        var join = Join(MemberId);
        group.ParkJoin(Member(group), Record(MemberId), join);

        group.ReplaceMember(Member(group), Record(OtherId), Now);

        Assert.Equal(ErrorCode.FencedInstanceId, (await join.Answer).ErrorCode);
        Assert.Equal((OtherId, 0), (group.LeaderId, group.Roster.AwaitingJoin));
    }

    private static Rule Staying(Action<ClassicGroup> run, params GroupPhase[] phases) =>
        new(run, Array.ConvertAll(phases, static phase => (phase, phase)));

    private static TheoryData<string, GroupPhase> Pairs(bool isLegal)
    {
        var pairs = new TheoryData<string, GroupPhase>();
        foreach (var (transition, rule) in Rules)
        {
            foreach (var phase in Enum.GetValues<GroupPhase>().Where(phase => rule.Legal.ContainsKey(phase) == isLegal))
            {
                pairs.Add(transition.ToString(), phase);
            }
        }

        return pairs;
    }

    /// <summary>A group that has come to a phase by legal transitions; with one member where a phase has any.</summary>
    private static ClassicGroup In(GroupPhase phase)
    {
        var group = new ClassicGroup("g");
        Action[] path =
        [
            group.Establish,
            () =>
            {
                group.AddMember(Record(MemberId), "consumer", Join(MemberId), Now);
                group.PrepareRebalance(Now);
            },
            () => BeginGeneration(group),
            () => group.Assign([], Now),
        ];
        Array.ForEach(path[..(int)phase], static step => step());
        Assert.Equal(phase, group.Phase);
        return group;
    }

    private static void BeginGeneration(ClassicGroup group)
    {
        var generation = new CompleteJoin { GroupId = "g", Generation = 1, LeaderId = MemberId, Members = [Record(MemberId)] };
        group.BeginGeneration(generation, [], Now);
    }

    /// <summary>The group's member; in a phase without any, one that it does not know.</summary>
    private static LiveMember Member(ClassicGroup group) => group.Roster.Members.FirstOrDefault() ?? new LiveMember(Record(MemberId));

    private static MemberState Record(string memberId) => new()
    {
        MemberId = memberId,
        SessionTimeoutMs = 10_000,
        RebalanceTimeoutMs = (int)RebalanceTimeout.TotalMilliseconds,
        Protocols = [new MemberProtocol { Name = "range" }],
    };

    private static JoinStep Join(string memberId) => new(
        new JoinGroupRequest { GroupId = "g", MemberId = memberId, ProtocolType = "consumer" },
        9,
        new ForwardedCaller("app", "/10.0.0.7"),
        null!);

    private static SyncStep Sync() => new(new SyncGroupRequest { GroupId = "g", MemberId = MemberId, GenerationId = 1 }, null!);

    private sealed record Rule(Action<ClassicGroup> Run, IReadOnlyDictionary<GroupPhase, GroupPhase> Legal)
    {
        public Rule(Action<ClassicGroup> run, params (GroupPhase From, GroupPhase To)[] legal)
            : this(run, legal.ToDictionary(static pair => pair.From, static pair => pair.To))
        {
        }
    }
}
