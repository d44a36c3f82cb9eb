using Garam.InMemoryTests.Transport;
using Garam.Protocol;
using Garam.Protocol.Messages.Metadata;
using Garam.Protocol.Wire;
using Garam.UnitTests.Protocol.Messages;

namespace Garam.InMemoryTests.Server;

/// <summary>
/// Every API with well-formed requests that mean nothing, from several clients at once. Whatever they ask, no invariant breaks, no
/// background loop ends and the next process replays the journal. A seed begins the same every time, and goes on as the answers come;
/// <c>GARAM_TEST_LONG=1</c> tries many more.
/// </summary>
public sealed class RequestFuzzTests
{
    private const int Requests = 600;
    private const int Clients = 8;

    /// <summary>Asked more often, because it takes several of them in a row to get anywhere.</summary>
    private static readonly ApiKey[] OfGroups =
        [ApiKey.JoinGroup, ApiKey.JoinGroup, ApiKey.SyncGroup, ApiKey.SyncGroup, ApiKey.Heartbeat, ApiKey.LeaveGroup, ApiKey.OffsetCommit];

    private static readonly Dictionary<ApiKey, Type> RequestTypes = TypesOf(typeof(IRequest));
    private static readonly Dictionary<ApiKey, Type> ResponseTypes = TypesOf(typeof(IResponse));

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Environment.GetEnvironmentVariable("GARAM_TEST_LONG") == "1" ? 100 : 2)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task No_request_ends_the_process(int seed)
    {
        var random = new Random(seed);
        var messages = new LikelyMessage(random);
        await using var node = await NodeFixture.StartAsync();
        messages.Learn(await node.CreateTopicAsync("t", 2));
        messages.Learn(await node.CreateTopicAsync("u", 1, ("cleanup.policy", "compact")));
        var clients = new Client?[Clients];
        for (var i = 0; i < Requests; i++)
        {
            var at = random.Next(Clients);
            if (clients[at] is not { IsFree: true })
            {
                // It waits for others, or was hung up on: a client that goes away in the middle is part of it.
                await EndAsync(clients[at]);
                clients[at] = new Client(await node.ConnectRawAsync());
            }

            await clients[at]!.SendAsync(messages, random);
            await Task.WhenAny(clients[at]!.Answered, node.MetadataAsync("t"));
        }

        await Task.WhenAll(clients.Select(EndAsync));
        await AssertServesAsync(node);
        await node.RestartAsync();
        await AssertServesAsync(node);
    }

    private static async Task AssertServesAsync(NodeFixture node)
    {
        Assert.NotEmpty((await node.MetadataAsync("t")).Brokers);
        await node.ProduceAsync("t", BatchBytes.Of("whatever became of the topic, this is answered"));
        Assert.NotEmpty((await node.CallAsync<MetadataRequest, MetadataResponse>(new() { Topics = null })).Brokers);
    }

    private static Task EndAsync(Client? client) => client is null ? Task.CompletedTask : client.EndAsync();

    private static Dictionary<ApiKey, Type> TypesOf(Type kind) => MessageCatalog.All
        .Where(type => type.IsAssignableTo(kind))
        .ToDictionary(type => MessageCatalog.Attribute(type).Key!.Value);

    /// <summary>One connection with at most one request on its way.</summary>
    private sealed class Client(TestClient connection)
    {
        public Task Answered { get; private set; } = Task.CompletedTask;

        public bool IsFree => Answered.IsCompletedSuccessfully;

        public async Task SendAsync(LikelyMessage messages, Random random)
        {
            var range = random.Next(3) == 0
                ? ApiVersionTable.Find(OfGroups[random.Next(OfGroups.Length)])!
                : ApiVersionTable.All[random.Next(ApiVersionTable.All.Length)];
            var version = (short)random.Next(range.Decodable, range.Max + 1);
            byte[] bytes;
            using (var frame = FrameEncoding.Request(range.Key, version, 1, "fuzz", messages.Create(RequestTypes[range.Key], version)))
            {
                bytes = frame.ToArray();
            }

            await connection.SendBytesAsync(bytes);
            Answered = ReceiveAsync(messages, range.Key, version);
        }

        public async Task EndAsync()
        {
            connection.Abort();
            await Answered.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await connection.DisposeAsync();
        }

        private async Task ReceiveAsync(LikelyMessage messages, ApiKey key, short version)
        {
            var body = await connection.ReceiveBytesAsync();
            if (body.Length == 0)
            {
                throw new IOException("The server hung up, or this client did.");
            }

            messages.Learn(Decode(body, key, version));
        }

        private static object Decode(byte[] body, ApiKey key, short version)
        {
            var reader = new WireReader(body);
            FrameEncoding.ReadResponseHeader(ref reader, key, version);
            var answer = (IMessage)Activator.CreateInstance(ResponseTypes[key])!;
            answer.Read(ref reader, version);
            return answer;
        }
    }
}
