namespace Garam.Demo.Kills;

/// <summary>
/// Chooses the agents to kill: one by lot, and once in every <see cref="Round"/> kills all at once. The same seed chooses alike as long as
/// the same agents are up. One thread.
/// </summary>
internal sealed class KillSchedule(int seed)
{
    /// <summary>Often enough to be seen in a minute, and seldom enough that the single kills are seen as well.</summary>
    public const int Round = 6;

    private readonly Random _random = new(seed);
    private int _number;
    private int _allAt;

    /// <summary>Chooses among the agents that are up, which has to be at least one.</summary>
    public Kill Next(IReadOnlyList<int> up)
    {
        if (_number % Round == 0)
        {
            // Never the first one: a newcomer should see a single agent die before all do.
            _allAt = _random.Next(1, Round);
        }

        var isAll = _number++ % Round == _allAt;
        var chosen = up[_random.Next(up.Count)];
        return new Kill(isAll, isAll ? up : [chosen]);
    }
}

/// <param name="IsOfAll">Leaves no agent up.</param>
/// <param name="Victims">The indexes of the agents.</param>
internal sealed record Kill(bool IsOfAll, IReadOnlyList<int> Victims);
