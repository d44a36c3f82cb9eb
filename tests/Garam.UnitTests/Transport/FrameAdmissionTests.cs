using System.Net;
using Garam.Composition;
using Garam.Transport.Buffers;
using Garam.Transport.Frames;

namespace Garam.UnitTests.Transport;

public sealed class FrameAdmissionTests : IDisposable
{
    private const int KiB = 1024;
    private const int MiB = 1024 * 1024;

    private static readonly IPAddress Attacker = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.2");

    private readonly FrameAdmission _admission = new(
        new FrameMemoryOptions
        {
            QuickBytes = 64 * KiB,
            WaitingBytes = 64 * KiB,
            OrdinaryBytes = MiB,
            OrdinaryFrameBytesMax = 128 * KiB,
            LargeBytes = 4 * MiB,
        },
        static (name, bytes, blockMin, blockMax) => new BlockArena(name, new byte[bytes], blockMin, blockMax),
        new ConnectionLimit(10));

    public void Dispose() => _admission.Dispose();

    [Fact]
    public async Task No_address_can_take_all_the_memory_for_large_frames()
    {
        var held = new List<ArenaFrame>();
        ValueTask<ArenaFrame> waiting;
        while ((waiting = AdmitAsync(MiB, Attacker)).IsCompleted)
        {
            held.Add(await waiting);
        }

        Assert.Equal(3, held.Count);
        Assert.All(held, frame => Assert.True(frame.IsWaitedFor));
        var served = AdmitAsync(MiB, Client);
        Assert.True(served.IsCompleted);
        (await served).Release();

        held[0].Release();
        (await waiting).Release();
        held[1].Release();
        held[2].Release();
    }

    [Fact]
    public async Task A_frame_larger_than_a_share_waits_until_its_address_holds_nothing_else()
    {
        var small = await AdmitAsync(MiB, Client);
        var whole = AdmitAsync(4 * MiB, Client);
        Assert.False(whole.IsCompleted);
        small.Release();
        var frame = await whole;
        Assert.Equal(4 * MiB, frame.Body.Length);
        frame.Release();
    }

    [Fact]
    public async Task A_full_lane_takes_from_the_next_larger_one_what_nobody_waits_for()
    {
        var held = new List<ArenaFrame>();
        while (_admission.Arenas[2].UsedBytes < MiB / 4 * 3)
        {
            held.Add(await AdmitAsync(128 * KiB, Client));
        }

        Assert.Equal(0, _admission.Arenas[3].UsedBytes);
        held.Add(await AdmitAsync(128 * KiB, Client));
        Assert.NotEqual(0, _admission.Arenas[3].UsedBytes);
        held.ForEach(frame => frame.Release());
    }

    [Fact]
    public async Task A_frame_whose_wait_is_cancelled_gives_its_part_back()
    {
        using var stop = new CancellationTokenSource();
        var held = await AdmitAsync(4 * MiB, Attacker);
        var inShare = _admission.AdmitAsync(new FrameSize(MiB, false), FrameKind.Overlapping, Attacker, stop.Token).AsTask();
        var inArena = _admission.AdmitAsync(new FrameSize(MiB, false), FrameKind.Overlapping, Client, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => inShare);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => inArena);
        Assert.False(held.IsWaitedFor);
        held.Release();
        (await AdmitAsync(4 * MiB, Client)).Release();
    }

    [Fact]
    public void Addresses_are_forgotten_with_their_last_frame()
    {
        var shares = new AddressShares(MiB);
        var first = shares.Rent(Client);
        Assert.Same(first, shares.Rent(Client));
        Assert.NotSame(first, shares.Rent(Attacker));
        Assert.Equal(2, shares.Count);
        shares.Return(first);
        shares.Return(first);
        Assert.Equal(1, shares.Count);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void A_host_counts_as_one_whatever_addresses_it_chooses(string first, string second, bool isOne)
    {
        var owners = new[] { first, second }.Select(text => AddressShares.Owner(new IPEndPoint(IPAddress.Parse(text), 1))).ToArray();
        Assert.Equal(isOne, owners[0].Equals(owners[1]));
    }

    /// <summary>The rest of the 512 MiB is the runtime's, its heap's and the state's: docs/architecture.md has the sum.</summary>
    [Fact]
    public void The_default_memory_fits_a_process_of_512_MiB()
    {
        var options = new NodeOptions { Listeners = [new(new IPEndPoint(IPAddress.Loopback, 0))], StoreName = "" };
        var memory = options.FrameMemory;
        var frames = memory.QuickBytes + memory.WaitingBytes + memory.OrdinaryBytes + memory.LargeBytes;
        Assert.Equal(104 * MiB, frames);
        Assert.InRange(frames + options.SegmentMemory, 0, 312 * MiB);
        Assert.True(options.Frames.RequestBytesInFlightMax <= memory.LargeBytes / 4);
    }

    [Theory]
    [InlineData(64 * MiB, 64 * MiB)]
    [InlineData(100 * MiB, 64 * MiB)]
    [InlineData(128 * MiB, 128 * MiB)]
    public void A_frame_may_be_as_large_as_the_largest_piece(int memory, int frame) =>
        Assert.Equal(frame, FrameAdmission.FrameBytesMaxOf(memory));

    private ValueTask<ArenaFrame> AdmitAsync(int length, IPAddress owner) =>
        _admission.AdmitAsync(new FrameSize(length, false), FrameKind.Overlapping, owner, CancellationToken.None);
}
