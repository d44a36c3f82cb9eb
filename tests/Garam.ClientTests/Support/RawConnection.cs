using System.Globalization;
using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Protocol.Messages.CreateTopics;
using Garam.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.ClientTests.Support;

/// <summary>A connection without a client library: what tests set up, and look at behind the clients' backs.</summary>
internal static class RawConnection
{
    public static async Task<KafkaConnection> OpenAsync(string bootstrap)
    {
        var address = bootstrap.Split(',')[0].Split(':');
        var (host, port) = (address[0], int.Parse(address[1], CultureInfo.InvariantCulture));
        var transport = new SocketTransport(TimeProvider.System, NullLogger<SocketTransport>.Instance);
        return await KafkaConnection.ConnectAsync(
            transport, host, port, new KafkaConnectionOptions(), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    public static async Task CreateTopicsAsync(string bootstrap, params IReadOnlyList<(string Name, int Partitions)> topics)
    {
        await using var connection = await OpenAsync(bootstrap);
        var request = new CreateTopicsRequest
        {
            TimeoutMs = 10_000,
            Topics = [.. topics.Select(topic => new CreateTopicsRequest.CreatableTopic
            {
                Name = topic.Name, NumPartitions = topic.Partitions, ReplicationFactor = -1,
            })],
        };
        var response = await connection.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(
            request, TestContext.Current.CancellationToken);
        Assert.All(response.Topics, topic => Assert.Equal(ErrorCode.None, topic.ErrorCode));
    }
}
