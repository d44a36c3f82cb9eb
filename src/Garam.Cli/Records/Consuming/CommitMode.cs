namespace Garam.Cli.Records.Consuming;

/// <summary>When a group's member commits what it has written out.</summary>
internal enum CommitMode
{
    /// <summary>Every few seconds, before partitions go to another member, and at the end.</summary>
    Auto,

    /// <summary>Once, when all went well.</summary>
    End,

    Never,
}
