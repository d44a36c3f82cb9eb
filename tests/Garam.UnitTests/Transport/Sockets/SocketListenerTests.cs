using System.Net;
using System.Runtime.InteropServices;
using Garam.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Garam.UnitTests.Transport.Sockets;

[CollectionDefinition(nameof(UsesUpFilesGroup), DisableParallelization = true)]
public sealed class UsesUpFilesGroup;

/// <summary>Runs alone: for a moment the process cannot open any file.</summary>
[Collection(nameof(UsesUpFilesGroup))]
public sealed partial class SocketListenerTests
{
    private const int OpenFiles = 7;

    [Fact]
    public async Task Accepting_goes_on_when_files_can_be_opened_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit is set the Linux way.");
        var test = TestContext.Current.CancellationToken;
        var log = new CountingLog();
        var time = new BriefTime();
        var transport = new SocketTransport(time, log);
        await using var listener = await transport.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), test);
        var port = ((IPEndPoint)listener.LocalEndPoint).Port;
        await using var warmUp = await transport.ConnectAsync("127.0.0.1", port, test);
        await using var warm = await listener.AcceptAsync(test);
        await using var client = await transport.ConnectAsync("127.0.0.1", port, test);

        Assert.Equal(0, GetLimit(OpenFiles, out var limit));
        var none = limit with { Current = 3 };
        Assert.Equal(0, SetLimit(OpenFiles, in none));
        var accepting = listener.AcceptAsync(test).AsTask();
        try
        {
            await time.ThirdBackOff.WaitAsync(test);
            Assert.False(accepting.IsCompleted);
        }
        finally
        {
            Assert.Equal(0, SetLimit(OpenFiles, in limit));
        }

        await using var accepted = await accepting;
        Assert.NotNull(accepted);
        Assert.Equal(1, log.Lines);
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    private record struct Limit(ulong Current, ulong Max);

    private sealed class CountingLog : ILogger<SocketTransport>
    {
        public int Lines { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines++;
        }
    }

    /// <summary>Ends every back-off at once, and says when the third one begins.</summary>
    private sealed class BriefTime : TimeProvider
    {
        private readonly TaskCompletionSource _thirdBackOff = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _backOffs;

        public Task ThirdBackOff => _thirdBackOff.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (Interlocked.Increment(ref _backOffs) == 3)
            {
                _thirdBackOff.TrySetResult();
            }

            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
