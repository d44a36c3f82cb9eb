using Garam.Protocol;

namespace Garam.Client.Errors;

/// <summary>A broker's refusal. Whether to ask again is the error table's answer: <see cref="IsRetriable"/>.</summary>
public sealed class KafkaException(ErrorCode code, string message) : Exception($"{message}: {code.KafkaName}")
{
    public ErrorCode Code { get; } = code;

    public bool IsRetriable => Code.IsRetriable;

    internal static void ThrowIfRefused(ErrorCode code, string what, string? detail = null)
    {
        if (code != ErrorCode.None)
        {
            throw new KafkaException(code, string.IsNullOrEmpty(detail) ? what : $"{what} ({detail})");
        }
    }

    /// <summary>A later call may get what this one did not.</summary>
    internal static void ThrowIfRetriable(ErrorCode code, string what)
    {
        if (code.IsRetriable)
        {
            throw new KafkaException(code, what);
        }
    }
}
