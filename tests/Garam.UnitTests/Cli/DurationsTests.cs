using Garam.Cli.Output;

namespace Garam.UnitTests.Cli;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("15s", 15_000)]
    [InlineData("1.5", 1_500)]
    [InlineData("2M", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("7d", 604_800_000)]
    public void On_a_command_line_letters_may_be_large_and_seconds_go_without_saying(string text, long milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var value));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1w")]
    [InlineData("99999999999d")]
    public void What_is_no_time_above_zero_is_refused(string text) => Assert.False(Durations.TryParse(text, out _));

    [Theory]
    [InlineData("5")]
    [InlineData("5MS")]
    [InlineData("2H")]
    public void Settings_want_the_unit_in_small_letters(string text) => Assert.False(Durations.TryParseExactly(text, out _));

    [Theory]
    [InlineData("0d")]
    [InlineData("1.5ms")]
    [InlineData("90s")]
    [InlineData("36h")]
    [InlineData("2d")]
    public void A_setting_is_shown_as_it_is_written(string text)
    {
        Assert.True(Durations.TryParseExactly(text, out var value));
        Assert.Equal(text, Durations.Show(value));
    }
}
