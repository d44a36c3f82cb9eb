using System.Globalization;
using Garam.Cli.Terminal;

namespace Garam.Cli.Records.Positions;

/// <summary>A place in a partition as a user names it, before the cluster has said which offset that is.</summary>
public readonly record struct Position(PositionKind Kind, long Value = 0)
{
    public static readonly Position Start = new(PositionKind.Start);
    public static readonly Position End = new(PositionKind.End);
}

/// <summary>The meaning of the number of a <see cref="Position"/>.</summary>
public enum PositionKind
{
    /// <summary>The first record that is still there.</summary>
    Start,

    /// <summary>After the last record.</summary>
    End,

    /// <summary>This offset.</summary>
    Offset,

    /// <summary>This many records before the end.</summary>
    BeforeEnd,

    /// <summary>This many records after a committed offset, or before it if negative.</summary>
    Shift,

    /// <summary>The first record at or after this time, in milliseconds since 1970.</summary>
    Time,
}

/// <summary>Reads positions as users write them on the command line.</summary>
internal static class PositionText
{
    /// <summary>Reads where to start: <c>-N</c> counts from the end, as in kcat and rpk.</summary>
    /// <exception cref="CommandException">The text is not a position.</exception>
    public static Position ParseFrom(string text, string flag, DateTimeOffset now) =>
        TryParse(text, now, PositionKind.BeforeEnd, out var position)
            ? position
            : throw Wrong(text, flag, "start, end, an offset, -N for the last N records, or a time");

    /// <summary>Reads where to stop, excluding the record there.</summary>
    /// <exception cref="CommandException">The text is not such a position.</exception>
    public static Position ParseUntil(string text, string flag, DateTimeOffset now) =>
        TryParse(text, now, PositionKind.BeforeEnd, out var position) && position.Kind != PositionKind.Start
            ? position
            : throw Wrong(text, flag, "end, an offset, -N for all but the last N records, or a time");

    /// <summary>Reads where to move committed offsets: <c>-N</c> and <c>+N</c> shift them.</summary>
    /// <exception cref="CommandException">The text is not a position.</exception>
    public static Position ParseReset(string text, string flag, DateTimeOffset now) =>
        TryParse(text, now, PositionKind.Shift, out var position)
            ? position
            : throw Wrong(text, flag, "start, end, an offset, -N or +N to move by N records, or a time");

    private static bool TryParse(string text, DateTimeOffset now, PositionKind signed, out Position position)
    {
        position = default;
        switch (text.ToLowerInvariant())
        {
            case "start" or "beginning" or "earliest" or "oldest":
                position = Position.Start;
                return true;
            case "end" or "latest" or "newest":
                position = Position.End;
                return true;
        }

        var isSigned = text.StartsWith('-') || (text.StartsWith('+') && signed == PositionKind.Shift);
        if (long.TryParse(text.AsSpan(isSigned ? 1 : 0), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            var isBack = isSigned && text[0] == '-' && signed == PositionKind.Shift;
            position = new Position(isSigned ? signed : PositionKind.Offset, isBack ? -number : number);
            return true;
        }

        if (!TimeText.TryParse(text, now, out var timestampMs))
        {
            return false;
        }

        position = new Position(PositionKind.Time, timestampMs);
        return true;
    }

    private static CommandException Wrong(string text, string flag, string forms) =>
        new(ExitCode.Usage, $"{flag}: '{text}' is not a position; write {forms} ({TimeText.Forms}).");
}
