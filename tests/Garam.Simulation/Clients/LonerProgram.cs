using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.DescribeGroups;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Messages.LeaveGroup;
using Garam.Protocol.Messages.SyncGroup;
using Garam.Simulation.Scheduling;

namespace Garam.Simulation.Clients;

/// <summary>
/// Joins a group of its own, leaves it and looks at it: whoever is told that it has left finds the group empty, although the last leave
/// takes the journal two entries. The node may die at any moment; then it begins anew with another group.
/// </summary>
internal sealed class LonerProgram(ClientMachine machine, World world)
{
    private int _groups;

    public async Task RunAsync()
    {
        while (machine.Time.GetElapsedTime(0) < world.WorkEnds)
        {
            try
            {
                await using var connection = await machine.ConnectAsync();
                while (machine.Time.GetElapsedTime(0) < world.WorkEnds)
                {
                    await ComeAndGoAsync(connection, $"loner-{++_groups}");
                    await machine.ThinkAsync(TimeSpan.FromSeconds(1));
                }
            }
            catch (KafkaException fault) when (fault.IsUnanswered)
            {
                await machine.ThinkAsync(TimeSpan.FromSeconds(1));
            }
        }
    }

    private async Task ComeAndGoAsync(KafkaConnection connection, string group)
    {
        if (await JoinAsync(connection, group) is not { } memberId)
        {
            return;
        }

        var left = await connection.CallAsync<LeaveGroupRequest, LeaveGroupResponse>(
            new LeaveGroupRequest { GroupId = group, Members = [new LeaveGroupRequest.MemberIdentity { MemberId = memberId }] },
            CancellationToken.None);
        if (left.ErrorCode != ErrorCode.None || left.Members[0].ErrorCode != ErrorCode.None)
        {
            return;
        }

        var answer = await connection.CallAsync<DescribeGroupsRequest, DescribeGroupsResponse>(
            new DescribeGroupsRequest { Groups = [group] }, CancellationToken.None);
        var described = answer.Groups[0];
        if (described.ErrorCode == ErrorCode.None && (described.GroupState != "Empty" || described.Members.Length > 0))
        {
            throw new SimulationException(
                $"{group} is {described.GroupState} with {described.Members.Length} members after its last member was told that it left.");
        }

        world.History.CountOperation();
    }

    /// <summary>Null when it did not get into a stable group.</summary>
    private static async Task<string?> JoinAsync(KafkaConnection connection, string group)
    {
        var request = new JoinGroupRequest
        {
            GroupId = group,
            SessionTimeoutMs = 6_000,
            RebalanceTimeoutMs = 6_000,
            ProtocolType = "consumer",
            Protocols = [new JoinGroupRequest.JoinGroupRequestProtocol { Name = "range" }],
        };
        var joined = await connection.CallAsync<JoinGroupRequest, JoinGroupResponse>(request, CancellationToken.None, versionMax: 3);
        if (joined.ErrorCode != ErrorCode.None)
        {
            return null;
        }

        var synced = await connection.CallAsync<SyncGroupRequest, SyncGroupResponse>(
            new SyncGroupRequest
            {
                GroupId = group,
                GenerationId = joined.GenerationId,
                MemberId = joined.MemberId,
                ProtocolType = "consumer",
                ProtocolName = "range",
                Assignments =
                    [new SyncGroupRequest.SyncGroupRequestAssignment { MemberId = joined.MemberId, Assignment = new byte[] { 1 } }],
            },
            CancellationToken.None);
        return synced.ErrorCode == ErrorCode.None ? joined.MemberId : null;
    }
}
