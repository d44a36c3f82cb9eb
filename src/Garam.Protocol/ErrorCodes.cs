using System.Collections.Immutable;

namespace Garam.Protocol;

/// <summary>Kafka's error table: the texts that tools print, and whether clients try again.</summary>
public static class ErrorCodes
{
    /// <summary>All entries in the order of their codes, which are dense and begin at -1.</summary>
    public static ImmutableArray<ErrorCodeEntry> All { get; } = ErrorCodeTable.Entries;

    /// <summary>
    /// Returns the entry of a code. A code that the table does not know (a newer peer's) is described as UNKNOWN_SERVER_ERROR, as Kafka's
    /// clients do.
    /// </summary>
    public static ErrorCodeEntry Get(ErrorCode code)
    {
        var index = (int)code - (int)ErrorCode.UnknownServerError;
        return (uint)index < (uint)All.Length ? All[index] : All[0];
    }

    extension(ErrorCode code)
    {
        /// <summary>Kafka's own name, e.g. UNKNOWN_TOPIC_OR_PARTITION.</summary>
        public string KafkaName => Get(code).KafkaName;

        /// <summary>True when clients repeat the request without being told to.</summary>
        public bool IsRetriable => Get(code).Retriable;

        public string Text => Get(code).Text;
    }
}
