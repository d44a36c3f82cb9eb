namespace Garam.Metadata.Segments;

/// <summary>
/// An array of values that grows by pages and can be captured. A page that a capture shares is copied before it is written.
/// A capture costs one reference per page.
/// </summary>
internal sealed class PagedTable<T>
    where T : struct
{
    /// <summary>Keeps the copy of a page, at the first write after a capture, within a few microseconds.</summary>
    private const int PageSize = 1 << PageSizeLog2;

    private const int PageSizeLog2 = 8;

    private T[][] _pages = [];
    private bool[] _isShared = [];

    public static ref readonly T Read(T[][] pages, int slot) => ref pages[slot >> PageSizeLog2][slot & (PageSize - 1)];

    public static int SlotCount(T[][] pages) => pages.Length << PageSizeLog2;

    public ref readonly T Read(int slot) => ref Read(_pages, slot);

    public ref T Write(int slot)
    {
        var number = slot >> PageSizeLog2;
        if (number >= _pages.Length)
        {
            Grow(number);
        }

        if (_isShared[number])
        {
            _pages[number] = (T[])_pages[number].Clone();
            _isShared[number] = false;
        }

        return ref _pages[number][slot & (PageSize - 1)];
    }

    public T[][] Capture()
    {
        Array.Fill(_isShared, true);
        return (T[][])_pages.Clone();
    }

    private void Grow(int number)
    {
        var before = _pages.Length;
        var length = Math.Max(number + 1, before + (before / 2));
        Array.Resize(ref _pages, length);
        Array.Resize(ref _isShared, length);
        for (var i = before; i < length; i++)
        {
            _pages[i] = new T[PageSize];
        }
    }
}
