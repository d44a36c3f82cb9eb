using Garam.Protocol;

namespace Garam.Client.Producing;

/// <summary>What a broker, or the lack of one, said about a batch.</summary>
internal readonly record struct BatchAnswer(ErrorCode Code, long BaseOffset, long AppendTimeMs, string? Detail)
{
    /// <summary>Sent where no answer is asked for.</summary>
    public static readonly BatchAnswer Unasked = new(ErrorCode.None, -1, -1, null);

    /// <param name="detail">Becomes a part of a sentence.</param>
    public static BatchAnswer Broken(string detail) => new(ErrorCode.NetworkException, -1, -1, detail.TrimEnd('.'));
}
