using CsCheck;
using Garam.Protocol;
using Garam.Transport.Buffers;

namespace Garam.UnitTests.Transport.Buffers;

public sealed class BuddyAllocatorTests
{
    private const int Unit = 4096;

    /// <summary>Even numbers allocate a share of the largest block, odd ones free one of the live blocks.</summary>
    [Fact]
    public void Any_use_never_overlaps_and_everything_merges_again() =>
        Gen.Select(Gen.Int[1, 256], Gen.Int[0, int.MaxValue].Array[0, 1_000]).Sample(Use, iter: 200);

    [Fact]
    public void A_block_costs_its_length_in_units_not_a_power_of_two()
    {
        var allocator = new BuddyAllocator(16 * Unit, Unit, 16 * Unit);
        Assert.True(allocator.TryAllocate(9 * Unit, out _));
        Assert.Equal(7 * Unit, allocator.FreeBytes);
        Assert.True(allocator.TryAllocate(4 * Unit, out _));
        Assert.True(allocator.TryAllocate(3 * Unit, out _) || allocator.TryAllocate(2 * Unit, out _));
    }

    [Fact]
    public void Freeing_twice_breaks_an_invariant()
    {
        var allocator = new BuddyAllocator(16 * Unit, Unit, 16 * Unit);
        Assert.True(allocator.TryAllocate(Unit, out var offset));
        allocator.Free(offset);
        Assert.Throws<InvariantException>(() => allocator.Free(offset));
    }

    [Fact]
    public void Freeing_the_middle_of_a_block_breaks_an_invariant()
    {
        var allocator = new BuddyAllocator(16 * Unit, Unit, 16 * Unit);
        Assert.True(allocator.TryAllocate(4 * Unit, out var offset));
        Assert.Throws<InvariantException>(() => allocator.Free(offset + Unit));
        Assert.Throws<InvariantException>(() => allocator.Free(offset + 1));
    }

    [Fact]
    public void A_range_shorter_than_the_largest_block_offers_what_it_can()
    {
        var allocator = new BuddyAllocator(11 * Unit, Unit, 32 * Unit);
        Assert.Equal(8 * Unit, allocator.BlockBytesMax);
        Assert.True(allocator.TryAllocate(8 * Unit, out _));
        Assert.True(allocator.TryAllocate(2 * Unit, out _));
        Assert.True(allocator.TryAllocate(0, out _));
        Assert.False(allocator.TryAllocate(1, out _));
    }

    private static void Use(int units, int[] steps)
    {
        var allocator = new BuddyAllocator(units * Unit, Unit, 32 * Unit);
        var owners = new int[units];
        var live = new List<(int Offset, int Units)>();
        for (var i = 0; i < steps.Length; i++)
        {
            var choice = steps[i] / 2;
            var bytes = 1 + (choice / 6 % (allocator.BlockBytesMax >> (choice % 6)));
            if (steps[i] % 2 != 0 && live.Count > 0)
            {
                FreeInModel(allocator, owners, live[choice % live.Count]);
                live.RemoveAt(choice % live.Count);
            }
            else if (allocator.TryAllocate(bytes, out var offset))
            {
                live.Add(TakeInModel(owners, offset, bytes, i + 1));
            }

            Assert.Equal(owners.Count(owner => owner == 0) * Unit, allocator.FreeBytes);
        }

        live.ForEach(block => FreeInModel(allocator, owners, block));
        Assert.Equal(allocator.CapacityBytes, allocator.FreeBytes);
        Assert.True(allocator.TryAllocate(allocator.BlockBytesMax, out _));
    }

    private static (int Offset, int Units) TakeInModel(int[] owners, int offset, int bytes, int owner)
    {
        Assert.Equal(0, offset % Unit);
        var count = (bytes + Unit - 1) / Unit;
        var taken = owners.AsSpan(offset / Unit, count);
        Assert.Equal(-1, taken.IndexOfAnyExcept(0));
        taken.Fill(owner);
        return (offset, count);
    }

    private static void FreeInModel(BuddyAllocator allocator, int[] owners, (int Offset, int Units) block)
    {
        Assert.Equal(block.Units * Unit, allocator.AllocatedBytes(block.Offset));
        allocator.Free(block.Offset);
        owners.AsSpan(block.Offset / Unit, block.Units).Clear();
    }
}
