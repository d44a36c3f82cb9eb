using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.FindCoordinator;

namespace Garam.Client.Groups;

/// <summary>Finds the brokers that coordinate groups.</summary>
internal static class CoordinatorLookup
{
    public static async ValueTask<HostPort> FindAsync(ClusterClient client, string group, CancellationToken cancellation) =>
        (await FindAsync(client, [group], cancellation))[group];

    /// <summary>Makes one call if the broker takes several names at once (KIP-699: version 4), otherwise one for each name.</summary>
    /// <exception cref="KafkaException">A coordinator is unknown, perhaps only for a moment.</exception>
    public static async ValueTask<Dictionary<string, HostPort>> FindAsync(
        ClusterClient client, IReadOnlyList<string> groups, CancellationToken cancellation)
    {
        var found = new Dictionary<string, HostPort>();
        while (groups.FirstOrDefault(group => !found.ContainsKey(group)) is { } next)
        {
            var request = new FindCoordinatorRequest { Key = next, CoordinatorKeys = [.. groups] };
            var response = await client.CallAnyAsync<FindCoordinatorRequest, FindCoordinatorResponse>(request, cancellation);
            if (response.Coordinators.Length == 0)
            {
                KafkaException.ThrowIfRefused(response.ErrorCode, $"Looking for the coordinator of group '{next}'", response.ErrorMessage);
                found.Add(next, new HostPort(response.Host, response.Port));
            }

            foreach (var coordinator in response.Coordinators)
            {
                KafkaException.ThrowIfRefused(
                    coordinator.ErrorCode, $"Looking for the coordinator of group '{coordinator.Key}'", coordinator.ErrorMessage);
                found[coordinator.Key] = new HostPort(coordinator.Host, coordinator.Port);
            }
        }

        return found;
    }
}
