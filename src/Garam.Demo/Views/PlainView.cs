using Garam.Cli.Terminal;

namespace Garam.Demo.Views;

/// <summary>Shows a run where nothing can be drawn again: the news as they come, and the status every few seconds.</summary>
internal sealed class PlainView(Screen screen, DemoSettings settings, EventFeed events, TimeProvider time) : IDemoView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _seen;
    private long? _shownAt;
    private bool _isTitled;

    public void Show(DemoSnapshot now)
    {
        if (!_isTitled)
        {
            _isTitled = true;
            screen.Say($"garam demo: {DemoText.Title(settings)}");
        }

        foreach (var line in events.Since(ref _seen))
        {
            screen.Say($"{DemoText.Clock(line.At)} {line.Text}");
        }

        if (now.Phase == DemoPhase.Streaming && (_shownAt is not { } shown || time.GetElapsedTime(shown) >= Interval))
        {
            _shownAt = time.GetTimestamp();
            screen.Say(DemoText.Line(now));
        }

        screen.Out.Flush();
    }
}
