using System.Runtime.InteropServices;

namespace Garam.ConfluentClient;

/// <summary>The argument of every request; each uses the fields that it needs.</summary>
internal sealed record Request
{
    public required string Bootstrap { get; init; }

    public IReadOnlyList<Send> Sends { get; init; } = [];

    public string Topic { get; init; } = "";

    public int Partitions { get; init; }

    public int PerSecond { get; init; }

    public string Group { get; init; } = "";

    public IReadOnlyList<string> Topics { get; init; } = [];

    public string? Instance { get; init; }

    public int SessionMs { get; init; }

    public string? Assignor { get; init; }

    public IReadOnlyList<RecordStream> Streams { get; init; } = [];

    public int Members { get; init; }
}

/// <summary>A topic with a producer of its own.</summary>
internal sealed record RecordStream(string Name, bool Idempotent);

/// <summary>A file whose lines become messages.</summary>
internal sealed record Send(string Topic, string File, string Codec, bool Keyed, long First, int Times);

/// <summary>Set by SIGTERM, which asks the program to finish.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly PosixSignalRegistration _registration;
    private volatile bool _isAsked;

    public StopSignal() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => _isAsked = signal.Cancel = true);

    public bool IsAsked => _isAsked;

    public void Dispose() => _registration.Dispose();
}
