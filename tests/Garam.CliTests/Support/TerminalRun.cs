using System.Diagnostics;
using System.Text;

namespace Garam.CliTests.Support;

/// <summary>A program on a terminal of its own while it runs: what it shows is read, and keys are typed. Owns the process.</summary>
public sealed class TerminalRun(Process script) : IDisposable
{
    /// <summary>Longer than anything takes on a busy machine; only a failing test waits so long.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private readonly StringBuilder _shown = new();

    /// <summary>Everything since the start.</summary>
    public string Shown => _shown.ToString();

    public async Task WaitForAsync(string text)
    {
        using var bound = new CancellationTokenSource(Bound);
        var piece = new char[4096];
        while (!Shown.Contains(text, StringComparison.Ordinal))
        {
            var read = await script.StandardOutput.ReadAsync(piece, bound.Token);
            Assert.True(read > 0, $"It ended before it showed '{text}': {Shown}");
            _shown.Append(piece, 0, read);
        }
    }

    public async Task TypeAsync(string keys)
    {
        await script.StandardInput.WriteAsync(keys);
        await script.StandardInput.FlushAsync();
    }

    /// <summary>Waits for its end. The program's own exit code, and everything that it showed.</summary>
    public async Task<ToolResult> EndAsync()
    {
        using var bound = new CancellationTokenSource(Bound);
        _shown.Append(await script.StandardOutput.ReadToEndAsync(bound.Token));
        await script.WaitForExitAsync(bound.Token);
        return new ToolResult(script.ExitCode, Shown, "");
    }

    public void Dispose()
    {
        if (!script.HasExited)
        {
            script.Kill(entireProcessTree: true);
        }

        script.Dispose();
    }
}
