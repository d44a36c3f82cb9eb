using System.Buffers;
using Garam.Metadata;
using Garam.Metadata.State;
using Garam.Storage.Errors;

namespace Garam.Controller.Leadership;

/// <summary>One command on its way into an entry, or a request for an empty one. Answered exactly once.</summary>
internal sealed class Submission(Command? command)
    : TaskCompletionSource<SubmissionOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>Null when the entry itself is wanted, to renew the lease or to confirm the tail.</summary>
    public Command? Command { get; } = command;

    public void FailUnavailable(string reason) => TrySetException(new GaramException(ErrorKind.Unavailable, reason));

    /// <summary>Encodes a command in the newest version that the feature level allows.</summary>
    /// <exception cref="GaramException">Invalid: the level does not allow the command yet.</exception>
    public static ReadOnlyMemory<byte> Frame(Command command, long timestampMs, short featureLevel)
    {
        command.TimestampMs = timestampMs;
        command.Version = CommandCatalog.VersionAt(command.Type, featureLevel) ?? throw new GaramException(
            ErrorKind.Invalid,
            $"{command.Type} needs a higher feature level than {featureLevel}: a process of an older version is still registered.");
        var buffer = new ArrayBufferWriter<byte>();
        CommandCatalog.Write(command, buffer);
        return buffer.WrittenMemory;
    }
}

/// <param name="Sequence">The entry's number.</param>
/// <param name="Result">Null for a submission without a command.</param>
internal readonly record struct SubmissionOutcome(long Sequence, CommandResult? Result);
