using Garam.Controller.Groups;
using Garam.Metadata.Groups;
using Garam.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Controller.Groups;

/// <summary>
/// Whose turn it is in a group. Its clients are simpler than real ones: a step says only that it ran, or begins a change.
/// </summary>
public sealed class LiveGroupsTests : IDisposable
{
    private const string GroupId = "readers";
    private const int WaitingMax = 2;

    private static readonly TimeSpan Now = TimeSpan.FromSeconds(1);

    private readonly List<string> _ran = [];
    private readonly LeaderStub _leader = new();
    private readonly GroupAlarm _alarm;
    private readonly LiveGroups _groups;

    public LiveGroupsTests()
    {
        _alarm = new GroupAlarm(new ManualTimeProvider(), static () => { });
        _groups = new LiveGroups(
            _leader, _alarm, WaitingMax, new GroupBudget(_leader, new GroupCoordinatorOptions()),
            new GroupMetrics(new TestMeters()), NullLogger.Instance);
    }

    public void Dispose() => _alarm.Dispose();

    [Fact]
    public void What_comes_while_a_change_is_in_flight_runs_after_it_in_order()
    {
        var group = BeginChange("first");
        Assert.Null(_groups.Take(Step("second"), Now, out _));
        Assert.Null(_groups.Take(Step("third"), Now, out _));
        Assert.Equal(["first"], _ran);

        Assert.Null(_groups.Conclude(group, ErrorCode.None, Now));

        Assert.Equal(["first", "first applied", "second", "third"], _ran);
    }

    [Fact]
    public void A_change_that_a_waiting_step_begins_holds_up_those_behind_it()
    {
        var group = BeginChange("first");
        _groups.Take(Changing("second"), Now, out _);
        _groups.Take(Step("third"), Now, out _);

        var next = _groups.Conclude(group, ErrorCode.None, Now);

        Assert.Same(group.Change, next);
        Assert.Equal(["first", "first applied", "second"], _ran);
    }

    [Fact]
    public void Other_groups_do_not_wait()
    {
        BeginChange("first");

        _groups.Take(Step("elsewhere", "writers"), Now, out _);

        Assert.Equal(["first", "elsewhere"], _ran);
    }

    [Fact]
    public void Requests_above_the_limit_are_told_to_come_again()
    {
        BeginChange("first");
        var steps = Enumerable.Range(0, WaitingMax + 1).Select(number => Step($"{number}")).ToArray();
        foreach (var step in steps)
        {
            _groups.Take(step, Now, out _);
        }

        Assert.Equal(new ErrorCode?[] { null, null, ErrorCode.CoordinatorLoadInProgress }, steps.Select(static step => step.Refused));
    }

    [Fact]
    public void A_refusal_that_nobody_expects_takes_the_group_out_of_memory()
    {
        var group = BeginChange("first");
        var waiting = Step("second");
        _groups.Take(waiting, Now, out _);

        Assert.Null(_groups.Conclude(group, ErrorCode.InvalidRequest, Now));

        Assert.Equal(ErrorCode.NotCoordinator, waiting.Refused);
        Assert.Empty(_groups.All);
    }

    [Fact]
    public void A_change_that_ends_after_its_group_was_forgotten_does_nothing()
    {
        var group = BeginChange("first");
        _groups.Clear(ErrorCode.NotCoordinator);

        Assert.Null(_groups.Conclude(group, ErrorCode.None, Now));

        Assert.Equal(["first"], _ran);
    }

    [Fact]
    public void A_group_that_nothing_is_known_of_leaves_no_trace()
    {
        _groups.Take(Step("first"), Now, out _);
        _ = _groups.Peek("writers", Now);

        Assert.Empty(_groups.All);
    }

    private ScriptedStep Step(string name, string groupId = GroupId) => new(groupId, _ => _ran.Add(name));

    private ScriptedStep Changing(string name) => new(
        GroupId,
        group =>
        {
            _ran.Add(name);
            group.Begin(new GroupChange(new DeleteGroup { GroupId = GroupId }, _ => _ran.Add(name + " applied")));
        });

    private ClassicGroup BeginChange(string name)
    {
        Assert.NotNull(_groups.Take(Changing(name), Now, out var group));
        return group;
    }

    private sealed class ScriptedStep(string groupId, Action<ClassicGroup> run) : GroupStep
    {
        public override string GroupId { get; } = groupId;

        public ErrorCode? Refused { get; private set; }

        public override void Run(ClassicGroup group, TimeSpan now) => run(group);

        public override void Refuse(ErrorCode error) => Refused = error;
    }
}
