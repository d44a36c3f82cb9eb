using System.Net;
using Garam.Transport.Buffers;

namespace Garam.Transport.Frames;

/// <summary>
/// The memory of frames of one kind and size: first come, first served, and no other lane's frames in the queue. Owns its arena. Any
/// thread.
/// </summary>
/// <param name="arena">Its largest block is the largest frame of the lane.</param>
/// <param name="shares">The limits for each address; null if frames take memory only once they have arrived.</param>
internal sealed class FrameLane(BlockArena arena, AddressShares? shares) : IDisposable
{
    public BlockArena Arena { get; } = arena;

    /// <summary>Returns null if the frame would have to wait.</summary>
    public ArenaFrame? TryAdmit(int length, IPAddress owner)
    {
        if (shares is null)
        {
            return Arena.TryAllocate(length) is { } free ? new ArenaFrame(free, this, null) : null;
        }

        var share = shares.Rent(owner);
        if (!share.Budget.TryReserve(shares.Part(length)))
        {
            shares.Return(share);
            return null;
        }

        if (Arena.TryAllocate(length) is { } block)
        {
            return new ArenaFrame(block, this, share);
        }

        GiveBack(share, length);
        return null;
    }

    /// <summary>Waits for the address's own share first, so that it blocks no other address meanwhile.</summary>
    public async ValueTask<ArenaFrame> AdmitAsync(int length, IPAddress owner, CancellationToken cancellation)
    {
        var share = shares is null ? null : await ReserveAsync(shares, length, owner, cancellation);
        try
        {
            return new ArenaFrame(await Arena.AllocateAsync(length, cancellation), this, share);
        }
        catch
        {
            GiveBack(share, length);
            throw;
        }
    }

    public void GiveBack(AddressShare? share, int length)
    {
        if (share is not null)
        {
            share.Budget.Release(shares!.Part(length));
            shares.Return(share);
        }
    }

    public void Dispose() => Arena.Dispose();

    private static async ValueTask<AddressShare> ReserveAsync(
        AddressShares shares, int length, IPAddress owner, CancellationToken cancellation)
    {
        var share = shares.Rent(owner);
        try
        {
            await share.Budget.ReserveAsync(shares.Part(length), cancellation);
            return share;
        }
        catch
        {
            shares.Return(share);
            throw;
        }
    }
}
