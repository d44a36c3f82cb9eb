using System.Globalization;
using Garam.Cli.Terminal;
using Garam.Verification.Inspection;

namespace Garam.CommandLine.Stores;

/// <summary>Shows a journal entry to people: its header, then a line for each command.</summary>
internal static class EntryView
{
    public static void Write(Screen screen, InspectedEntry entry)
    {
        if (entry.Header is not { } header)
        {
            return;
        }

        var results = header.DigestSequence == 0
            ? "none"
            : string.Create(CultureInfo.InvariantCulture, $"{header.Digest:x8} of entry {header.DigestSequence}");
        screen.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"Journal entry {header.Sequence}, epoch {header.Epoch}, {Times.Show(header.TimestampMs)}, {entry.Bytes} bytes, "
            + $"{entry.CommandCount} commands"));
        screen.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"nonce {header.Nonce:x16}, predecessor {header.PredecessorNonce:x16}, digest of results: {results}"));
        foreach (var command in entry.Commands)
        {
            screen.Say(string.Create(CultureInfo.InvariantCulture, $"{command.Type} v{command.Version} {command.Body.GetRawText()}"));
        }
    }
}
