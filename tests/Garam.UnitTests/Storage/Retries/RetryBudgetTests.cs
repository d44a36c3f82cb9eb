using Garam.Storage.Retries;

namespace Garam.UnitTests.Storage.Retries;

public sealed class RetryBudgetTests
{
    [Fact]
    public void Repetitions_end_with_the_budget_and_come_back_with_successes()
    {
        var budget = new RetryBudget(repeatsMax: 3, perSuccess: 0.5);

        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => budget.TryTake()));

        budget.Succeeded();
        Assert.False(budget.TryTake());
        budget.Succeeded();
        Assert.True(budget.TryTake());
        Assert.False(budget.TryTake());
    }

    [Fact]
    public void No_more_is_saved_than_the_limit()
    {
        var budget = new RetryBudget(repeatsMax: 1, perSuccess: 1);
        budget.Succeeded();
        budget.Succeeded();

        Assert.True(budget.TryTake());
        Assert.False(budget.TryTake());
    }
}
