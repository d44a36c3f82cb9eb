using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;

namespace Garam.UnitTests.Cli.Records;

public sealed class PositionTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Theory]
    [InlineData("start", PositionKind.Start, 0)]
    [InlineData("Earliest", PositionKind.Start, 0)]
    [InlineData("end", PositionKind.End, 0)]
    [InlineData("0", PositionKind.Offset, 0)]
    [InlineData("1769860800000", PositionKind.Offset, 1769860800000)]
    [InlineData("-25", PositionKind.BeforeEnd, 25)]
    [InlineData("@1769860800000", PositionKind.Time, 1769860800000)]
    [InlineData("1970-01-02", PositionKind.Time, 86_400_000)]
    public void A_reader_begins_at_a_place_an_offset_or_a_time(string text, PositionKind kind, long value) =>
        Assert.Equal(new Position(kind, value), PositionText.ParseFrom(text, "--from", Now));

    [Theory]
    [InlineData("-25", -25)]
    [InlineData("+25", 25)]
    public void A_reset_moves_by_a_signed_number(string text, long value) =>
        Assert.Equal(new Position(PositionKind.Shift, value), PositionText.ParseReset(text, "--to", Now));

    [Theory]
    [InlineData("")]
    [InlineData("--5")]
    [InlineData("+5")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    [InlineData("beginnning")]
    public void What_is_no_position_is_told_with_its_flag(string text)
    {
        var fault = Assert.Throws<CommandException>(() => PositionText.ParseFrom(text, "--from", Now));
        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.StartsWith($"--from: '{text}' is not a position", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_stops_before_the_start() => Assert.Throws<CommandException>(() => PositionText.ParseUntil("start", "--until", Now));
}
