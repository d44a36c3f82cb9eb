using Garam.Cli.Records.Positions;
using Garam.Client.Fetching;
using Garam.Client.Groups;

namespace Garam.Cli.Records.Consuming;

/// <summary>The records that the command line of <c>garam consume</c> asks for.</summary>
internal sealed record ConsumeRequest
{
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Null for all partitions.</summary>
    public IReadOnlyList<int>? Partitions { get; init; }

    public Position From { get; init; }

    /// <summary>Null for the end when the command starts, or no end if it follows.</summary>
    public Position? Until { get; init; }

    public IsolationLevel Isolation { get; init; } = IsolationLevel.Committed;

    public long CountMax { get; init; } = long.MaxValue;

    public bool IsFollowing { get; init; }

    /// <summary>Null to read without a group.</summary>
    public GroupRequest? Group { get; init; }
}

/// <param name="Name">The group to join.</param>
/// <param name="Assignor">How the group divides its partitions; null for the default of most clients.</param>
/// <param name="Commit">When to commit offsets.</param>
internal sealed record GroupRequest(string Name, PartitionAssignor? Assignor, CommitMode Commit);

/// <summary>When a member of a group commits the offsets of printed records.</summary>
internal enum CommitMode
{
    /// <summary>Every few seconds, before partitions move to another member, and at the end.</summary>
    Auto,

    /// <summary>Once, if all goes well.</summary>
    End,

    Never,
}
