namespace Garam.Simulation.Clients;

/// <summary>The topics of a run as its clients believe them to be.</summary>
internal sealed class TopicPlan
{
    /// <summary>Deleted and created again and again, under one name.</summary>
    public const string Volatile = "volatile";

    /// <summary>Keeps its records for a few seconds only.</summary>
    public const string Expiring = "expiring";

    private readonly SortedDictionary<string, int> _permanent = new(StringComparer.Ordinal) { ["events"] = 2, ["orders"] = 3 };

    public IReadOnlyDictionary<string, int> Permanent => _permanent;

    public int PartitionCountOf(string topic) => _permanent.GetValueOrDefault(topic, 1);

    /// <summary>A topic name that means the same topic for the whole run.</summary>
    public static bool HasOneId(string topic) => topic != Volatile;

    public IReadOnlyList<string> Producible(bool withOthers) =>
        withOthers ? [.. _permanent.Keys, Volatile, Expiring] : [.. _permanent.Keys];

    public void Grow(string topic, int partitions) => _permanent[topic] = partitions;
}
