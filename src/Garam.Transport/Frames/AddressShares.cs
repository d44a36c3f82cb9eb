using System.Net;
using System.Net.Sockets;
using Garam.Protocol;
using Garam.Transport.Buffers;

namespace Garam.Transport.Frames;

/// <summary>
/// Limits what each address holds of one <see cref="FrameLane"/> to three quarters, so that none can take it all before its frames have
/// arrived. A smaller share would slow down clusters whose clients share an address (a NAT, a proxy, one machine). A frame larger than the
/// share takes all of it. Any thread; the lock is held for one look-up.
/// </summary>
internal sealed class AddressShares(int laneBytes)
{
    private const int Ipv6Bytes = 16;
    private const int Ipv6SubnetBytes = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, AddressShare> _byAddress = [];
    private readonly int _shareBytes = Math.Max(1, laneBytes / 4 * 3);

    /// <summary>The addresses that hold or wait for something; others take no memory here.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byAddress.Count;
            }
        }
    }

    /// <summary>
    /// Returns the address that stands for all that count as one. Of IPv6 that is a whole /64, because every host can choose its addresses
    /// from one.
    /// </summary>
    public static IPAddress Owner(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address })
        {
            return IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[Ipv6Bytes];
        address.TryWriteBytes(bytes, out _);
        bytes[Ipv6SubnetBytes..].Clear();
        return new IPAddress(bytes);
    }

    /// <summary>Returns the bytes that a frame of this length takes of a share.</summary>
    public int Part(int length) => Math.Min(length, _shareBytes);

    public AddressShare Rent(IPAddress owner)
    {
        lock (_gate)
        {
            if (!_byAddress.TryGetValue(owner, out var share))
            {
                _byAddress.Add(owner, share = new AddressShare(owner, new ByteBudget(_shareBytes)));
            }

            share.Users++;
            return share;
        }
    }

    public void Return(AddressShare share)
    {
        lock (_gate)
        {
            share.Users--;
            Invariant.Check(share.Users >= 0);
            if (share.Users == 0)
            {
                _byAddress.Remove(share.Owner);
            }
        }
    }
}

/// <summary>
/// One address's part of a lane. <see cref="Users"/> counts its frames, including those that wait, and belongs to the <see
/// cref="AddressShares"/>.
/// </summary>
internal sealed class AddressShare(IPAddress owner, ByteBudget budget)
{
    public IPAddress Owner { get; } = owner;

    public ByteBudget Budget { get; } = budget;

    public int Users { get; set; }
}
