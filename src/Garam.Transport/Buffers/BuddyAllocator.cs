using System.Numerics;
using Garam.Protocol;

namespace Garam.Transport.Buffers;

/// <summary>
/// Divides a range of bytes into blocks. It knows offsets only, never memory. It is a buddy system in which the unused tail of a block
/// stays free: a request costs its length rounded up to the smallest block, not to a power of two. Free neighbours always merge, so an
/// empty range serves the largest request again. O(log n). Not thread-safe: the owner locks.
/// </summary>
internal sealed class BuddyAllocator
{
    private const int None = -1;

    private readonly int _unitShift;
    private readonly int _orderMax;
    private readonly int[] _heads;
    private readonly int[] _next;
    private readonly int[] _previous;

    // Per unit: the order of the free block that starts there, or None.
    private readonly sbyte[] _freeOrder;

    // Per unit: the units of the allocated block that starts there, or 0.
    private readonly int[] _allocated;
    private uint _ordersWithFree;
    private int _freeUnits;

    public BuddyAllocator(int capacityBytes, int blockBytesMin, int blockBytesMax)
    {
        if (!BitOperations.IsPow2(blockBytesMin) || !BitOperations.IsPow2(blockBytesMax) || blockBytesMax < blockBytesMin)
        {
            throw new ArgumentException($"Block sizes are powers of two, the smallest first: {blockBytesMin}, {blockBytesMax}.");
        }

        _unitShift = BitOperations.Log2((uint)blockBytesMin);
        _orderMax = BitOperations.Log2((uint)blockBytesMax) - _unitShift;
        var units = capacityBytes >> _unitShift;
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1, nameof(capacityBytes));
        _heads = new int[_orderMax + 1];
        _next = new int[units];
        _previous = new int[units];
        _freeOrder = new sbyte[units];
        _allocated = new int[units];
        Array.Fill(_heads, None);
        Array.Fill(_freeOrder, (sbyte)None);
        CapacityBytes = units << _unitShift;
        BlockBytesMax = Math.Min(blockBytesMax, 1 << BitOperations.Log2((uint)CapacityBytes));
        FreeRange(0, units);
    }

    public int CapacityBytes { get; }

    /// <summary>The largest block that can be allocated: less than asked for if the range is too short for one.</summary>
    public int BlockBytesMax { get; }

    public int FreeBytes => _freeUnits << _unitShift;

    /// <summary>Returns false if no run of free blocks is long enough, even if together they are.</summary>
    public bool TryAllocate(int bytes, out int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, BlockBytesMax);
        var units = Math.Max(1, (int)(((long)bytes + (1L << _unitShift) - 1) >> _unitShift));
        var candidates = _ordersWithFree & (uint.MaxValue << BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)units)));
        if (candidates == 0)
        {
            offset = 0;
            return false;
        }

        var order = BitOperations.TrailingZeroCount(candidates);
        var unit = _heads[order];
        Unlink(unit, order);
        FreeRange(unit + units, (1 << order) - units);
        _allocated[unit] = units;
        offset = unit << _unitShift;
        return true;
    }

    public void Free(int offset)
    {
        var unit = offset >> _unitShift;
        Invariant.Check(unit << _unitShift == offset);
        var units = _allocated[unit];
        Invariant.Check(units > 0, $"the block at {offset} is freed twice or was never allocated");
        _allocated[unit] = 0;
        FreeRange(unit, units);
    }

    /// <summary>Returns the bytes taken by the allocated block at <paramref name="offset"/>; 0 if none starts there.</summary>
    public int AllocatedBytes(int offset) => _allocated[offset >> _unitShift] << _unitShift;

    private void FreeRange(int unit, int units)
    {
        while (units > 0)
        {
            var order = Math.Min(Math.Min(BitOperations.TrailingZeroCount(unit), BitOperations.Log2((uint)units)), _orderMax);
            Merge(unit, order);
            unit += 1 << order;
            units -= 1 << order;
        }
    }

    private void Merge(int unit, int order)
    {
        while (order < _orderMax)
        {
            var buddy = unit ^ (1 << order);
            if (buddy >= _freeOrder.Length || _freeOrder[buddy] != order)
            {
                break;
            }

            Unlink(buddy, order);
            unit &= ~(1 << order);
            order++;
        }

        Link(unit, order);
    }

    private void Link(int unit, int order)
    {
        var head = _heads[order];
        _next[unit] = head;
        _previous[unit] = None;
        if (head != None)
        {
            _previous[head] = unit;
        }

        _heads[order] = unit;
        _freeOrder[unit] = (sbyte)order;
        _ordersWithFree |= 1u << order;
        _freeUnits += 1 << order;
    }

    private void Unlink(int unit, int order)
    {
        var next = _next[unit];
        var previous = _previous[unit];
        if (next != None)
        {
            _previous[next] = previous;
        }

        if (previous != None)
        {
            _next[previous] = next;
        }
        else
        {
            _heads[order] = next;
            if (next == None)
            {
                _ordersWithFree &= ~(1u << order);
            }
        }

        _freeOrder[unit] = None;
        _freeUnits -= 1 << order;
    }
}
