using Garam.Storage.Locations;

namespace Garam.Storage.S3;

public sealed record S3StoreOptions
{
    public required S3Location Place { get; init; }

    /// <summary>A node has some dozens of requests under way at most; more wait for a connection.</summary>
    public int ConnectionsMax { get; init; } = 64;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For the answer to begin, whatever the size: far beyond the slowest answers of a service that works.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The least that a link has to carry. A request may take <see cref="AnswerTimeout"/> and its bytes at this rate.</summary>
    public int BytesPerSecondMin { get; init; } = 256 * 1024;
}
