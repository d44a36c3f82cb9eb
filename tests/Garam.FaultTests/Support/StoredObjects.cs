namespace Garam.FaultTests.Support;

/// <summary>The objects in the directory of a server that does not run, to be damaged.</summary>
public sealed class StoredObjects(string data)
{
    /// <summary>In the order of their keys.</summary>
    public IReadOnlyList<string> Journal => Files("journal");

    public IReadOnlyList<string> Segments => Files("segments");

    public IReadOnlyList<string> Snapshots => Files("snapshots");

    public string Marker => Path.Combine(data, "garam", "store");

    /// <summary>The name under which the server speaks of it.</summary>
    public string KeyOf(string path) => Path.GetRelativePath(data, path);

    public static void FlipByte(string path, long position)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = position;
        var old = file.ReadByte();
        file.Position = position;
        file.WriteByte((byte)(old ^ 0x40));
    }

    private string[] Files(string kind) =>
        [.. Directory.EnumerateFiles(Path.Combine(data, kind), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
