using Garam.Controller.Leadership;
using Garam.Journal.Gateway;
using Garam.Protocol.Messages.OffsetCommit;
using Garam.Protocol.Messages.OffsetDelete;
using Garam.Protocol.Messages.OffsetFetch;

namespace Garam.Controller.Groups;

/// <summary>
/// The group coordinator as agents call it. A step keeps the bytes of its request until it is answered; whatever outlives the step is
/// copied.
/// </summary>
public sealed class GroupApi(GroupCoordinator coordinator, ILeader leader, IGroupStateReader state) : ICoordinator
{
    public IGroupMembership Membership { get; } = new GroupMembership(coordinator);

    public IGroupOffsets Offsets { get; } = new GroupOffsets(coordinator, leader, state);

    public IGroupAdministration Administration { get; } = new GroupAdministration(coordinator, state);

    private sealed class GroupOffsets(GroupCoordinator coordinator, ILeader leader, IGroupStateReader state) : IGroupOffsets
    {
        private readonly OffsetCommits _commits = new(coordinator, leader, state);
        private readonly OffsetFetches _fetches = new(coordinator, leader, state);
        private readonly OffsetDeletes _deletes = new(coordinator, leader, state);

        public ValueTask<OffsetCommitResponse> CommitAsync(OffsetCommitRequest request, short version, CancellationToken cancellation) =>
            _commits.CommitAsync(request, version, cancellation);

        public ValueTask<OffsetFetchResponse> FetchAsync(OffsetFetchRequest request, short version, CancellationToken cancellation) =>
            _fetches.FetchAsync(request, version, cancellation);

        public ValueTask<OffsetDeleteResponse> DeleteAsync(OffsetDeleteRequest request, CancellationToken cancellation) =>
            _deletes.DeleteAsync(request, cancellation);
    }
}
