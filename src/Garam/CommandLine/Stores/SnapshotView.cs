using System.Globalization;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Metadata.Readable;

namespace Garam.CommandLine.Stores;

/// <summary>Shows a snapshot: where it was cut, its chunks, and its rows by kind or one by one.</summary>
internal sealed class SnapshotView(Screen screen, bool isJson, bool withRecords)
{
    private readonly List<ChunkDocument> _chunks = [];
    private readonly SortedDictionary<string, long> _rows = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    /// <summary>Writes the snapshot and returns its faults.</summary>
    public async Task<IReadOnlyList<string>> WriteAsync(SnapshotFiles files, CancellationToken cancellation)
    {
        if (files.Fault is { } broken)
        {
            _faults.Add(broken);
        }

        await foreach (var (name, chunk) in files.ReadChunksAsync(cancellation))
        {
            _chunks.Add(new ChunkDocument(name, chunk.Bytes, chunk.Rows.Count, chunk.Faults));
            _faults.AddRange(chunk.Faults);
            foreach (var row in chunk.Rows)
            {
                Add(row);
            }
        }

        if (!isJson)
        {
            WriteText(files);
        }
        else if (!withRecords)
        {
            var header = files.Manifest?.Header;
            var document = new SnapshotDocument(
                header?.Sequence, header?.Epoch, header?.TimestampMs, header?.Claims, header?.SteppedOver, _chunks, _rows, _faults);
            JsonOutput.WriteDocument(screen, document, InspectJson.Default.SnapshotDocument);
        }

        return _faults;
    }

    private void Add(ReadableRow row)
    {
        _rows[row.Type.ToString()] = _rows.GetValueOrDefault(row.Type.ToString()) + 1;
        if (!withRecords)
        {
            return;
        }

        if (isJson)
        {
            JsonOutput.WriteLine(screen, row, InspectJson.Default.ReadableRow);
        }
        else
        {
            screen.Say($"{row.Type} {row.Body.GetRawText()}");
        }
    }

    private static string Numbers(IReadOnlyCollection<long> numbers) => numbers.Count == 0 ? "none" : string.Join(", ", numbers);

    private void WriteText(SnapshotFiles files)
    {
        if (files.Manifest?.Header is { } header)
        {
            screen.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"Snapshot at journal entry {header.Sequence}, epoch {header.Epoch}, {Times.Show(header.TimestampMs)}, "
                + $"claims: {Numbers(header.Claims)}, stepped over: {Numbers(header.SteppedOver)}"));
        }

        var chunks = new TableView(
            new TableColumn("CHUNK"),
            new TableColumn("SIZE", IsNumber: true),
            new TableColumn("ROWS", IsNumber: true),
            new TableColumn("RESULT"));
        _chunks.ForEach(
            chunk => chunks.Add(chunk.Key, Amounts.Bytes(chunk.Bytes), $"{chunk.Rows}", chunk.Faults.Count == 0 ? "ok" : "DAMAGED"));
        chunks.Write(screen);
        var rows = new TableView(new TableColumn("ROW"), new TableColumn("COUNT", IsNumber: true));
        foreach (var (type, count) in _rows)
        {
            rows.Add(type, count.ToString(CultureInfo.InvariantCulture));
        }

        rows.Write(screen);
    }
}
