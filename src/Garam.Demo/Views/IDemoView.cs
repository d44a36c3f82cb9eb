namespace Garam.Demo.Views;

/// <summary>Shows a run while it goes on. One thread.</summary>
internal interface IDemoView
{
    /// <summary>Called twice a second, and once at the end.</summary>
    void Show(DemoSnapshot now);
}
