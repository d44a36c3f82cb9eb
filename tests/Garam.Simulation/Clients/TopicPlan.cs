namespace Garam.Simulation.Clients;

/// <summary>The topics of a run as its clients believe them to be.</summary>
internal sealed class TopicPlan
{
    /// <summary>Deleted and created again and again, under one name.</summary>
    public const string Volatile = "volatile";

    private readonly SortedDictionary<string, int> _permanent = new(StringComparer.Ordinal) { ["events"] = 2, ["orders"] = 3 };

    public IReadOnlyDictionary<string, int> Permanent => _permanent;

    public int PartitionCountOf(string topic) => _permanent.GetValueOrDefault(topic, 1);

    public bool IsPermanent(string topic) => _permanent.ContainsKey(topic);

    public IReadOnlyList<string> Producible(bool withVolatile) => withVolatile ? [.. _permanent.Keys, Volatile] : [.. _permanent.Keys];

    public void Grow(string topic, int partitions) => _permanent[topic] = partitions;
}
