using Garam.Cli.Records.Positions;
using Garam.Client.Fetching;
using Garam.Client.Groups;

namespace Garam.Cli.Records.Consuming;

/// <summary>What the command line of <c>garam consume</c> asks for.</summary>
internal sealed record ConsumeRequest
{
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Null: all.</summary>
    public IReadOnlyList<int>? Partitions { get; init; }

    public Position From { get; init; }

    /// <summary>Null: the end that is seen at the start, or nowhere when following.</summary>
    public Position? Until { get; init; }

    public IsolationLevel Isolation { get; init; } = IsolationLevel.Committed;

    public long CountMax { get; init; } = long.MaxValue;

    public bool IsFollowing { get; init; }

    /// <summary>Null: partitions are read without a group.</summary>
    public GroupRequest? Group { get; init; }
}

/// <param name="Name">The group to join.</param>
/// <param name="Assignor">How it shall divide the partitions; null: as most groups do.</param>
/// <param name="Commit">When offsets are committed.</param>
internal sealed record GroupRequest(string Name, PartitionAssignor? Assignor, CommitMode Commit);

/// <summary>When a group's member commits what it has written out.</summary>
internal enum CommitMode
{
    /// <summary>Every few seconds, before partitions go to another member, and at the end.</summary>
    Auto,

    /// <summary>Once, when all went well.</summary>
    End,

    Never,
}
