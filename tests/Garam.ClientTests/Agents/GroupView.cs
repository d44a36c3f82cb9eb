using System.Globalization;
using Garam.Client.Connections;
using Garam.ClientTests.Support;
using Garam.Protocol;
using Garam.Protocol.Messages.DescribeGroups;
using Garam.Protocol.Messages.Heartbeat;

namespace Garam.ClientTests.Agents;

/// <summary>
/// A group as its coordinator sees it. Every rebalance gives it another generation, so two equal views have none between them.
/// </summary>
internal sealed record GroupView(string Group, string State, int Generation, string Members)
{
    private const string Stable = "Stable";

    /// <summary>More than the joins of a few members make.</summary>
    private const int GenerationMax = 100;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public bool IsStable => State == Stable;

    /// <param name="agent">The address of any agent.</param>
    public static async Task<GroupView> LookAsync(string agent, string group)
    {
        await using var connection = await RawConnection.OpenAsync(agent);
        var answer = await connection.CallAsync<DescribeGroupsRequest, DescribeGroupsResponse>(
            new DescribeGroupsRequest { Groups = [group] }, Cancellation);
        var described = answer.Groups[0];
        Assert.Equal(ErrorCode.None, described.ErrorCode);
        string[] members = [.. described.Members.Select(member => member.MemberId).Order(StringComparer.Ordinal)];
        var generation = described.GroupState == Stable ? await FindGenerationAsync(connection, group, members) : 0;
        return new GroupView(group, described.GroupState, generation, string.Join(' ', members));
    }

    /// <summary>DescribeGroups does not tell it. A heartbeat of a member is accepted with the right one alone.</summary>
    private static async Task<int> FindGenerationAsync(KafkaConnection connection, string group, string[] members)
    {
        for (var generation = 1; generation < GenerationMax; generation++)
        {
            var errors = new HashSet<ErrorCode>();
            foreach (var member in members)
            {
                var beat = new HeartbeatRequest { GroupId = group, GenerationId = generation, MemberId = member };
                errors.Add((await connection.CallAsync<HeartbeatRequest, HeartbeatResponse>(beat, Cancellation)).ErrorCode);
            }

            if (errors.SetEquals([ErrorCode.None]))
            {
                return generation;
            }
        }

        throw new InvalidOperationException(
            string.Create(CultureInfo.InvariantCulture, $"No generation below {GenerationMax} of {group} has all its members."));
    }
}
