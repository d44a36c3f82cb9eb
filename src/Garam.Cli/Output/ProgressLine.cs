using System.Diagnostics;
using System.Globalization;
using Garam.Cli.Terminal;

namespace Garam.Cli.Output;

/// <summary>
/// Shows the progress of long work, with rate and time left, on the standard error if that is a terminal. Report as often as you like: the
/// line is drawn a few times a second. Disposal erases it. One thread at a time.
/// </summary>
public sealed class ProgressLine : IDisposable
{
    private const int BarCells = 24;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly Screen _screen;
    private readonly string _title;
    private readonly string _unit;
    private readonly long? _total;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private long _drawnAt;
    private bool _isDrawn;

    /// <param name="screen">Shows the line.</param>
    /// <param name="title">Names the work.</param>
    /// <param name="total">The amount of work; null if it is unknown, and then there is no bar.</param>
    /// <param name="unit">"B" is shown as bytes (KiB, MiB, …), any other unit as a number with this word after it.</param>
    public ProgressLine(Screen screen, string title, long? total, string unit) =>
        (_screen, _title, _total, _unit, _drawnAt) = (screen, title, total, unit, _startedAt);

    /// <param name="done">The amount done so far.</param>
    /// <param name="note">Shown after the rest.</param>
    public void Report(long done, string? note = null)
    {
        if (!_screen.IsErrorInteractive || Stopwatch.GetElapsedTime(_drawnAt) < Period)
        {
            return;
        }

        _drawnAt = Stopwatch.GetTimestamp();
        _isDrawn = true;
        _screen.Draw(Text(done, Stopwatch.GetElapsedTime(_startedAt)) + (note is null ? "" : $" ({note})"));
    }

    public void Dispose()
    {
        if (_isDrawn)
        {
            _screen.EndDrawing();
        }
    }

    internal string Text(long done, TimeSpan elapsed)
    {
        var rate = done / Math.Max(elapsed.TotalSeconds, 0.001);
        var shown = $"{Amounts.Show(done, _unit)}, {Amounts.Show((long)rate, _unit)}/s";
        if (_total is not { } total || total <= 0)
        {
            return $"{_title}: {shown}";
        }

        var share = Math.Clamp((double)done / total, 0, 1);
        var filled = (int)(share * BarCells);
        var left = rate > 0
            ? TimeSpan.FromSeconds(Math.Min(Math.Max(total - done, 0) / rate, TimeSpan.FromDays(99).TotalSeconds))
            : TimeSpan.Zero;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_title} [{new string('#', filled)}{new string('.', BarCells - filled)}] {share:P0} {shown}, {Amounts.Show(left)} left");
    }
}
