namespace Garam.Client.Groups;

/// <summary>The owners of one topic's partitions while they are divided. Members are numbers.</summary>
internal sealed class TopicShares
{
    public const int Nobody = -1;

    private readonly int[] _owners;
    private readonly int[] _firstOwners;
    private readonly Dictionary<int, int> _counts = [];

    public TopicShares(int partitionCount)
    {
        _owners = new int[partitionCount];
        _firstOwners = new int[partitionCount];
        Array.Fill(_owners, Nobody);
        Array.Fill(_firstOwners, Nobody);
    }

    public int PartitionCount => _owners.Length;

    /// <summary>In ascending order.</summary>
    public List<int> Subscribers { get; } = [];

    public void Subscribe(int member) => Subscribers.Add(member);

    public bool CanOwn(int member, int partition) => (uint)partition < (uint)_owners.Length && Subscribers.BinarySearch(member) >= 0;

    public int OwnerOf(int partition) => _owners[partition];

    public int CountOf(int member) => _counts.GetValueOrDefault(member);

    public void Give(int partition, int member)
    {
        _owners[partition] = member;
        _counts[member] = CountOf(member) + 1;
        if (_firstOwners[partition] == Nobody)
        {
            _firstOwners[partition] = member;
        }
    }

    /// <summary>Takes a partition from a member: one that was the new owner's before, if there is one, otherwise the last.</summary>
    public int TakeFrom(int from, int to)
    {
        var taken = Nobody;
        for (var partition = 0; partition < _owners.Length; partition++)
        {
            if (_owners[partition] == from && (taken == Nobody || _firstOwners[taken] != to))
            {
                taken = partition;
            }
        }

        _owners[taken] = Nobody;
        _counts[from]--;
        return taken;
    }
}
