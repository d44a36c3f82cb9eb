using System.Globalization;

namespace Garam.ClientTests.Support;

/// <summary>The data directory of a server, from outside. docs/architecture.md names its keys.</summary>
public sealed class StoreFolder(string data)
{
    public int Segments => Files("segments").Count();

    /// <summary>The sequence number that the newest snapshot was cut at; -1 where there is none.</summary>
    public long NewestSnapshot => Numbers("snapshots").DefaultIfEmpty(-1).Max();

    /// <summary>The second oldest number in the journal: trimming keeps the claim that the leader made at its start.</summary>
    public long OldestOrdinaryEntry => Numbers("journal").Order().Skip(1).FirstOrDefault();

    public int SegmentsOfAtLeast(long bytes) => Files("segments").Count(file => file.Length >= bytes);

    private IEnumerable<FileInfo> Files(string kind) =>
        new DirectoryInfo(Path.Combine(data, kind)).EnumerateFiles("*", SearchOption.AllDirectories);

    private IEnumerable<long> Numbers(string kind) =>
        new DirectoryInfo(Path.Combine(data, kind)).EnumerateFileSystemInfos()
            .Where(entry => entry.Name.All(char.IsAsciiDigit))
            .Select(entry => long.Parse(entry.Name, CultureInfo.InvariantCulture));
}
