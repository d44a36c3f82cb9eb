namespace Garam.Protocol.Records;

/// <summary>The kind of a batch's timestamps, bit 3 of its attributes.</summary>
public enum TimestampType : byte
{
    /// <summary>Each record carries the time its producer gave it.</summary>
    CreateTime = 0,

    /// <summary>Every record of the batch has the batch's max timestamp, which the broker set.</summary>
    LogAppendTime = 1,
}
