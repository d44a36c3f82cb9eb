using System.Diagnostics;
using System.Globalization;
using Garam.Cli.Terminal;

namespace Garam.Cli.Output;

/// <summary>
/// How far long work is, with rate and time left, on the standard error and only where that is a terminal. Report as often as you like: it is
/// drawn a few times a second. Ends with its line taken away. One thread at a time.
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

    /// <param name="screen">Where it is shown.</param>
    /// <param name="title">What is going on.</param>
    /// <param name="total">How much there is in all; null where nobody knows, and then there is no bar.</param>
    /// <param name="unit">"B" is shown as bytes (KiB, MiB, …), anything else as a number with this word behind it.</param>
    public ProgressLine(Screen screen, string title, long? total, string unit) => (_screen, _title, _total, _unit, _drawnAt) = (screen, title, total, unit, _startedAt);

    /// <param name="done">So far.</param>
    /// <param name="note">Shown behind the rest.</param>
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
        var left = rate > 0 ? TimeSpan.FromSeconds(Math.Min(Math.Max(total - done, 0) / rate, TimeSpan.FromDays(99).TotalSeconds)) : TimeSpan.Zero;
        return string.Create(CultureInfo.InvariantCulture, $"{_title} [{new string('#', filled)}{new string('.', BarCells - filled)}] {share:P0} {shown}, {Amounts.Show(left)} left");
    }
}
