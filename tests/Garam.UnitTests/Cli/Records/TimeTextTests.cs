using Garam.Cli.Records.Positions;

namespace Garam.UnitTests.Cli.Records;

public sealed class TimeTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z")]
    [InlineData("2026-01-31t12:00:00.25z", "2026-01-31T12:00:00.250Z")]
    [InlineData("2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00.000Z")]
    [InlineData("2026-01-31 12:00", "2026-01-31T12:00:00.000Z")]
    [InlineData("2026-01-31", "2026-01-31T00:00:00.000Z")]
    [InlineData("@2026-01-31", "2026-01-31T00:00:00.000Z")]
    [InlineData("@1769860800000", "2026-01-31T12:00:00.000Z")]
    [InlineData("@1769860800", "2026-01-31T12:00:00.000Z")]
    [InlineData("@999999999", "2001-09-09T01:46:39.000Z")]
    [InlineData("@9999999999", "2286-11-20T17:46:39.000Z")]
    [InlineData("@10000000000", "1970-04-26T17:46:40.000Z")]
    [InlineData("@0", "1970-01-01T00:00:00.000Z")]
    [InlineData("now", "2026-03-04T05:06:07.000Z")]
    [InlineData("10m", "2026-03-04T04:56:07.000Z")]
    [InlineData("2h ago", "2026-03-04T03:06:07.000Z")]
    [InlineData("1.5h ago", "2026-03-04T03:36:07.000Z")]
    [InlineData("7d", "2026-02-25T05:06:07.000Z")]
    public void A_time_is_read_as_people_write_it(string text, string expected)
    {
        Assert.True(TimeText.TryParse(text, Now, out var timestampMs));
        Assert.Equal(expected, TimeText.Show(timestampMs));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("@17698608000000")]
    [InlineData("@1769860800000000000")]
    [InlineData("ago")]
    [InlineData("123")]
    [InlineData("123 ago")]
    [InlineData("2026-13-01")]
    [InlineData("2026-01-31T25:00:00Z")]
    [InlineData("yesterday")]
    [InlineData("-10m")]
    public void Anything_else_is_no_time(string text) => Assert.False(TimeText.TryParse(text, Now, out _));
}
