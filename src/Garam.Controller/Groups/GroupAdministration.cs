using Garam.Journal.Gateway;
using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.DeleteGroups;
using Garam.Protocol.Messages.DescribeGroups;
using Garam.Protocol.Messages.ListGroups;
using DescribedGroup = Garam.Protocol.Messages.DescribeGroups.DescribeGroupsResponse.DescribedGroup;
using DescribedMember = Garam.Protocol.Messages.DescribeGroups.DescribeGroupsResponse.DescribedGroupMember;
using ListedGroup = Garam.Protocol.Messages.ListGroups.ListGroupsResponse.ListedGroup;

namespace Garam.Controller.Groups;

/// <summary>
/// ListGroups, DescribeGroups and DeleteGroups, which tools send. Reads do not wait for a change in flight. A group that is named twice is
/// answered once: it may be a MiB, and its name costs a few bytes.
/// </summary>
internal sealed class GroupAdministration(GroupCoordinator coordinator, IGroupStateReader state) : IGroupAdministration
{
    private const string TypeName = "classic";

    /// <summary>Kafka's operations on a group, all allowed: read, delete, describe, describe and alter configs.</summary>
    private const int AllOperations = (1 << 3) | (1 << 6) | (1 << 8) | (1 << 10) | (1 << 11);

    public ListGroupsResponse List(ListGroupsRequest request)
    {
        if (!coordinator.Leads())
        {
            return new ListGroupsResponse { ErrorCode = ErrorCode.NotCoordinator };
        }

        var groups = new SortedDictionary<string, ListedGroup>(StringComparer.Ordinal);
        var stored = state.Read(cluster => cluster.Groups.Capture()).Values
            .Select(group => Listed(group.GroupId, group.ProtocolType, group.Phase));
        foreach (var group in stored.Concat(coordinator.InspectLive(live => Listed(live.GroupId, live.ProtocolType, live.Phase))))
        {
            groups[group.GroupId] = group;
        }

        var isTypeAsked = request.TypesFilter.Length == 0 || request.TypesFilter.Contains(TypeName, StringComparer.OrdinalIgnoreCase);
        var states = request.StatesFilter.Select(static name => name.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var asked = groups.Values.Where(group => isTypeAsked && (states.Count == 0 || states.Contains(group.GroupState)));
        return new ListGroupsResponse { Groups = [.. asked] };
    }

    public DescribeGroupsResponse Describe(DescribeGroupsRequest request, short version) => new()
    {
        Groups = coordinator.Leads()
            ?
            [
                .. request.Groups.Distinct(StringComparer.Ordinal)
                    .Select(groupId => Describe(groupId, version, request.IncludeAuthorizedOperations)),
            ]
            : Array.ConvertAll(request.Groups, groupId => new DescribedGroup { GroupId = groupId, ErrorCode = ErrorCode.NotCoordinator }),
    };

    public async ValueTask<DeleteGroupsResponse> DeleteAsync(DeleteGroupsRequest request, CancellationToken cancellation)
    {
        string[] groupIds = [.. request.GroupsNames.Distinct(StringComparer.Ordinal)];
        var deletions = Array.ConvertAll(groupIds, groupId => coordinator.RunAsync(new DeleteStep(groupId), cancellation));
        var errors = await Task.WhenAll(deletions);
        return new DeleteGroupsResponse
        {
            Results =
            [
                .. groupIds.Zip(errors, (groupId, error) =>
                    new DeleteGroupsResponse.DeletableGroupResult { GroupId = groupId, ErrorCode = error }),
            ],
        };
    }

    private static ListedGroup Listed(string groupId, string? protocolType, GroupPhase phase) =>
        new() { GroupId = groupId, ProtocolType = protocolType ?? "", GroupState = phase.ToString(), GroupType = TypeName };

    private DescribedGroup Describe(string groupId, short version, bool withOperations)
    {
        var described = coordinator.Inspect(groupId, Describe);
        // KIP-1043: a missing group is an error. Older versions only call it dead.
        if (version >= 6 && described.GroupState == nameof(GroupPhase.Dead))
        {
            described.ErrorCode = ErrorCode.GroupIdNotFound;
            described.ErrorMessage = $"Group {groupId} not found.";
        }

        if (withOperations && described.ErrorCode == ErrorCode.None)
        {
            described.AuthorizedOperations = AllOperations;
        }

        return described;
    }

    /// <summary>
    /// Subscriptions mean something in a stable group only. While it is not stable, members are shown with their last assignment.
    /// </summary>
    private static DescribedGroup Describe(ClassicGroup group)
    {
        var isStable = group.Phase == GroupPhase.Stable;
        return new DescribedGroup
        {
            GroupId = group.GroupId,
            GroupState = group.Phase.ToString(),
            ProtocolType = group.ProtocolType ?? "",
            ProtocolData = isStable ? group.ProtocolName ?? "" : "",
            Members = [.. group.Roster.Members.Select(member => Describe(member, isStable ? group.ProtocolName : null))],
        };
    }

    private static DescribedMember Describe(LiveMember member, string? stableProtocol) => new()
    {
        MemberId = member.MemberId,
        GroupInstanceId = member.Record.InstanceId,
        ClientId = member.Record.ClientId,
        ClientHost = member.Record.ClientHost,
        MemberMetadata = member.Record.MetadataOf(stableProtocol),
        MemberAssignment = member.Record.Assignment.IsEmpty ? member.LastAssignment : member.Record.Assignment,
    };
}

/// <summary>Deletes one group, which must have no members.</summary>
internal sealed class DeleteStep(string groupId) : GroupStep<ErrorCode>
{
    public override string GroupId { get; } = groupId;

    public override void Run(ClassicGroup group, TimeSpan now)
    {
        if (group.Phase == GroupPhase.Dead)
        {
            Complete(ErrorCode.GroupIdNotFound);
        }
        else if (group.Phase != GroupPhase.Empty)
        {
            Complete(ErrorCode.NonEmptyGroup);
        }
        else
        {
            group.Begin(new GroupChange(new DeleteGroup { GroupId = GroupId }, _ => Gone(group))
            {
                // The group is in memory alone: clients were given member ids and have not joined.
                Refused = error => Gone(group, error == ErrorCode.GroupIdNotFound ? ErrorCode.None : error),
            });
        }
    }

    protected override ErrorCode Refusal(ErrorCode error) => error;

    private void Gone(ClassicGroup group, ErrorCode error = ErrorCode.None)
    {
        if (error == ErrorCode.None)
        {
            group.Delete();
        }

        Complete(error);
    }
}
