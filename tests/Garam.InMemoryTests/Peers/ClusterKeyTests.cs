using Garam.Peers.Handshake;
using Garam.Peers;
using Garam.Storage.Errors;
using Garam.Storage.Memory;

namespace Garam.InMemoryTests.Peers;

public sealed class ClusterKeyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly HandshakeTranscript s_handshake = new(0, 1, 1, new byte[32], new byte[32]);

    [Fact]
    public void Processes_that_start_together_get_the_same_key()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var time = new VirtualTime();
            var store = new LatencyObjectStore(new MemoryObjectStore(), new StoreLatency(), new Random(seed), time.Clock);
            time.Run(async () =>
            {
                Task<ClusterKey>[] opening =
                    [.. Enumerable.Range(1, 3).Select(process => ClusterKey.OpenAsync(store, new Random(process), default).AsTask())];
                var proofs = new List<string>();
                foreach (var key in opening)
                {
                    proofs.Add(Convert.ToHexString((await key).Prove(HandshakeRole.Caller, s_handshake)));
                }

                Assert.Single(proofs.Distinct());
            });
        }
    }

    [Fact]
    public async Task Proofs_differ_by_role_by_key_and_by_everything_that_was_said()
    {
        var key = await ClusterKey.OpenAsync(new MemoryObjectStore(), new Random(1), Cancellation);
        var other = await ClusterKey.OpenAsync(new MemoryObjectStore(), new Random(2), Cancellation);
        byte[] nonce = [1, .. new byte[31]];
        byte[][] proofs =
        [
            key.Prove(HandshakeRole.Caller, s_handshake),
            key.Prove(HandshakeRole.Server, s_handshake),
            other.Prove(HandshakeRole.Caller, s_handshake),
            key.Prove(HandshakeRole.Caller, s_handshake with { Version = 1 }),
            key.Prove(HandshakeRole.Caller, s_handshake with { CallerFeatureLevel = 0 }),
            key.Prove(HandshakeRole.Caller, s_handshake with { ServerFeatureLevel = 0 }),
            key.Prove(HandshakeRole.Caller, s_handshake with { CallerNonce = nonce }),
            key.Prove(HandshakeRole.Caller, s_handshake with { ServerNonce = nonce }),
        ];
        Assert.Equal(proofs.Length, proofs.Select(Convert.ToHexString).Distinct().Count());
        Assert.True(key.IsProof(proofs[0], HandshakeRole.Caller, s_handshake));
        Assert.False(key.IsProof(proofs[0].AsSpan(1), HandshakeRole.Caller, s_handshake));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(41)]
    [InlineData(43)]
    public async Task A_damaged_key_is_corrupt(int length)
    {
        var store = new MemoryObjectStore();
        var sound = new MemoryObjectStore();
        await ClusterKey.OpenAsync(sound, new Random(1), Cancellation);
        var bytes = new byte[length];
        await sound.ReadAsync(ClusterKey.ObjectName, 0, bytes, Cancellation);
        await store.CreateAsync(ClusterKey.ObjectName, bytes, Cancellation);
        var fault = await Assert.ThrowsAsync<GaramException>(async () => await ClusterKey.OpenAsync(store, new Random(1), Cancellation));
        Assert.Equal(ErrorKind.Corrupt, fault.Kind);
    }

    [Fact]
    public async Task The_object_is_a_record_with_a_secret_of_32_bytes()
    {
        var store = new MemoryObjectStore();
        await ClusterKey.OpenAsync(store, new Random(1), Cancellation);
        var bytes = new byte[64];
        Assert.Equal(42, (await store.ReadAsync(ClusterKey.ObjectName, 0, bytes, Cancellation)).BytesRead);
        Assert.Equal("47524D4B0001", Convert.ToHexString(bytes.AsSpan(0, 6)));
    }
}
