using Garam.Metadata;

namespace Garam.Journal.Replication;

/// <summary>The numbers of accepted leader claims: where a deposed leader has to lose, so trimming spares them.</summary>
internal sealed class LeaderClaims(IReadOnlyList<long> sequences)
{
    public static readonly LeaderClaims None = new([]);

    public LeaderClaims With(long sequence, IReadOnlyList<Command> commands) =>
        commands.Any(command => command.Type == CommandType.LeaderClaim) ? new LeaderClaims([.. sequences, sequence]) : this;

    public IReadOnlyList<long> From(long floor) => [.. sequences.Where(sequence => sequence >= floor)];
}
