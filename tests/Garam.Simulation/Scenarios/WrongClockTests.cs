using Garam.Simulation.Checks;
using Garam.Simulation.Clients;

namespace Garam.Simulation.Scenarios;

/// <summary>
/// The first node of a store has a clock that is ten years ahead, and nothing contradicts it, so the journal is stamped with that time.
/// A node with a right clock brings the journal's time back once it may trust its clock: when an operator confirms the time, or when the
/// clock has run steadily for the settle period. No record is lost on the way, and a restart stays at the right time.
/// </summary>
public sealed class WrongClockTests
{
    private static readonly TimeSpan TenYears = TimeSpan.FromDays(3652);

    /// <summary>Longer than the settle period of the leader's clock, which is 12 hours.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromHours(12.1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_journal_of_a_clock_ten_years_ahead_comes_back_when_the_operator_confirms_the_time(int seed) =>
        Scenario.Run(seed, scenario => ComeBackAsync(scenario, isConfirmed: true));

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void A_journal_of_a_clock_ten_years_ahead_comes_back_when_the_right_clock_has_settled(int seed) =>
        Scenario.Run(seed, scenario => ComeBackAsync(scenario, isConfirmed: false), Settling + TimeSpan.FromMinutes(10));

    private static async Task ComeBackAsync(Scenario scenario, bool isConfirmed)
    {
        var world = new World(TimeSpan.FromSeconds(15));
        scenario.TimeAheadMax = TenYears + TimeSpan.FromDays(1);
        var wrong = scenario.StartNode(storeIsExclusive: true, wallError: TenYears);
        await wrong.Started;
        var admin = scenario.NewMachine("admin");
        await admin.RunAsync(new AdminProgram(admin, world).CreateTopicsAsync);

        // On the same machine: records of the right time would be ten years old, and deleted by age before anybody could know better.
        var machine = scenario.NewMachine("producer");
        machine.Process.WallError = TenYears;
        await machine.RunAsync(new ProducerProgram(machine, 0, world).RunAsync);
        var auditMachine = scenario.NewMachine("auditor");
        var auditor = new Auditor(auditMachine, world);
        await auditMachine.RunAsync(auditor.FindEndsAsync);
        Assert.True(await AheadAsync(scenario, wrong) > TenYears - TimeSpan.FromDays(1));
        wrong.Process.Kill();

        DateTimeOffset? confirmed = isConfirmed ? scenario.Director.Time.GetUtcNow() : null;
        var right = scenario.StartNode(storeIsExclusive: true, confirmedTime: confirmed);
        await right.Started;
        if (!isConfirmed)
        {
            // Until then the journal's time goes on from where it was, and nothing is deleted by age.
            await scenario.DelayAsync(TimeSpan.FromMinutes(1));
            Assert.True(await AheadAsync(scenario, right) > TenYears - TimeSpan.FromDays(1));
            await scenario.DelayAsync(Settling);
        }

        // The next entry brings the time back, in an entry before its own.
        await Scenario.CreateTopicAsync(scenario.NewMachine("client"), "later");
        await AssertRightAsync(scenario, right);
        scenario.TimeAheadMax = TimeSpan.FromMinutes(1);
        await auditMachine.RunAsync(auditor.AuditAsync);
        right.Process.Kill();

        var restarted = scenario.StartNode(storeIsExclusive: true);
        await restarted.Started;
        await Scenario.CreateTopicAsync(scenario.NewMachine("client"), "last");
        await AssertRightAsync(scenario, restarted);
        await auditMachine.RunAsync(auditor.AuditAsync);
        await restarted.Life.StopAsync();
        await VerifierCheck.RunAsync(scenario.Store.Objects, scenario.Director);
    }

    private static async Task AssertRightAsync(Scenario scenario, ScenarioNode node) =>
        Assert.True((await AheadAsync(scenario, node)).Duration() < TimeSpan.FromMinutes(1));

    /// <summary>How far the journal's time is ahead of the world's.</summary>
    private static async Task<TimeSpan> AheadAsync(Scenario scenario, ScenarioNode node)
    {
        var stampMs = (await node.Started).Replica.Read(0, static (state, _) => state.TimestampMs);
        return DateTimeOffset.FromUnixTimeMilliseconds(stampMs) - scenario.Director.Time.GetUtcNow();
    }
}
