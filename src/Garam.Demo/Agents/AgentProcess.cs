using System.Diagnostics;

namespace Garam.Demo.Agents;

/// <summary>
/// One life of an agent. Owns the process, which ends when this one does, even after <c>kill -9</c>: its standard input then closes. Any
/// thread.
/// </summary>
internal sealed class AgentProcess : IDisposable
{
    /// <summary>Longer than the agent gives its own clean stop.</summary>
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly Task _ended;

    private AgentProcess(Process process, Action<string> line)
    {
        _process = process;
        _ended = Task.WhenAll(
            PumpAsync(process.StandardOutput, line), PumpAsync(process.StandardError, line), process.WaitForExitAsync());
    }

    public bool WasKilled { get; private set; }

    public int ExitCode => _process.ExitCode;

    /// <param name="start">How it is started.</param>
    /// <param name="line">Called with every line that it prints, on any thread.</param>
    public static AgentProcess Start(ProcessStartInfo start, Action<string> line) => new(Process.Start(start)!, line);

    /// <summary>Completes when the process has ended and everything that it printed was read.</summary>
    public Task EndedAsync(CancellationToken cancellation) => _ended.WaitAsync(cancellation);

    /// <summary>SIGKILL: it finishes nothing, and tells no one.</summary>
    public void Kill()
    {
        WasKilled = true;
        _process.Kill();
    }

    /// <summary>Asks it to stop in good order, as SIGTERM does, and kills it if it does not.</summary>
    public async Task StopAsync()
    {
        try
        {
            _process.StandardInput.Close();
            await _ended.WaitAsync(StopMax);
        }
        catch (Exception fault) when (fault is TimeoutException or IOException)
        {
            _process.Kill();
            await _ended;
        }
    }

    public void Dispose() => _process.Dispose();

    private static async Task PumpAsync(StreamReader output, Action<string> line)
    {
        while (await output.ReadLineAsync() is { } text)
        {
            line(text);
        }
    }
}
