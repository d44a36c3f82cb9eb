using Garam.Journal.Entries;
using Garam.Journal.Gateway;
using Garam.Metadata;
using Garam.Metadata.State;
using Garam.Peers.Wire;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;

namespace Garam.Peers.Serving;

/// <summary>Answers the calls of peers that have proved themselves. The bytes of a call belong to its answer.</summary>
internal sealed class PeerAnswers(IPeerServices services)
{
    /// <summary>A caller asks again sooner than this; a longer wait would only keep what a caller has forgotten.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(5);

    /// <summary>Begins the call before it first waits, so that commits reach the leader in the order in which they arrived.</summary>
    /// <param name="featureLevel">The newest level that both ends know.</param>
    /// <exception cref="MalformedRequestException">The body is not one of this call.</exception>
    /// <exception cref="GaramException">The call was not done, or its outcome is unknown.</exception>
    public ValueTask<IMessage> AnswerAsync(PeerApi api, ReadOnlyMemory<byte> body, short featureLevel, CancellationToken cancellation) =>
        api switch
        {
            PeerApi.Submit => SubmitAsync(PeerFrames.Read<SubmitRequest>(body), featureLevel, cancellation),
            PeerApi.ConfirmTail => ConfirmTailAsync(cancellation),
            PeerApi.Forward => ForwardAsync(PeerFrames.Read<ForwardRequest>(body), cancellation),
            PeerApi.FetchTail => FetchTailAsync(PeerFrames.Read<FetchTailRequest>(body), cancellation),
            PeerApi.MoveLeadership => MoveLeadershipAsync(PeerFrames.Read<MoveLeadershipRequest>(body), cancellation),
            PeerApi.Describe => ValueTask.FromResult<IMessage>(DescribeReply.Of(services.Describe())),
            PeerApi.Ping => ValueTask.FromResult<IMessage>(new EmptyMessage()),
            _ => throw new MalformedRequestException($"There is no call {(short)api}."),
        };

    private async ValueTask<IMessage> SubmitAsync(SubmitRequest request, short featureLevel, CancellationToken cancellation)
    {
        var command = ReadCommand(request.Command);
        var reply = await services.Leader.SubmitAsync(command, cancellation);
        var version = CommandCatalog.VersionAt(command.Type, featureLevel) ?? 0;
        return new SubmitReplyBody
        {
            Sequence = reply.Sequence,
            ResultVersion = version,
            Result = WireEncoding.ToBytes(reply.Result, version),
        };
    }

    private async ValueTask<IMessage> ConfirmTailAsync(CancellationToken cancellation) =>
        new ConfirmTailReply { Sequence = await services.Leader.ConfirmTailAsync(cancellation) };

    private async ValueTask<IMessage> ForwardAsync(ForwardRequest forward, CancellationToken cancellation)
    {
        try
        {
            var request = CoordinatorApis.Get((ApiKey)forward.KeyValue).NewRequest();
            PeerFrames.Read(request, forward.Version, forward.Body);
            var response = await services.Leader.ForwardAsync(
                (ApiKey)forward.KeyValue, forward.Version, request, new ForwardedCaller(forward.ClientId, forward.ClientHost),
                cancellation);
            return new ForwardReply { Body = WireEncoding.ToBytes(response, forward.Version) };
        }
        catch (Exception fault) when (fault is MalformedRequestException or ArgumentOutOfRangeException)
        {
            // The peer is well: its client, or another program's version, is not.
            throw new GaramException(ErrorKind.Invalid, $"The leader cannot answer the forwarded request: {fault.Message}", fault);
        }
    }

    private async ValueTask<IMessage> FetchTailAsync(FetchTailRequest request, CancellationToken cancellation)
    {
        var wait = TimeSpan.FromMilliseconds(Math.Clamp(request.WaitMs, 0, WaitMax.TotalMilliseconds));
        var bytesMax = Math.Clamp(request.BytesMax, 0, JournalEntryCodec.EntryBytesMax);
        var tail = await services.FetchTailAsync(
            new TailRequest(request.Incarnation, request.AfterSequence, bytesMax, wait), cancellation);
        return new FetchTailReply
        {
            IsLeading = tail.IsLeading,
            Entries = [.. tail.Entries.Select(static entry => new TailEntry { Sequence = entry.Sequence, Bytes = entry.Bytes })],
            Leader = tail.Leader,
            Successor = tail.Successor,
        };
    }

    private async ValueTask<IMessage> MoveLeadershipAsync(MoveLeadershipRequest request, CancellationToken cancellation) =>
        new MoveLeadershipReply { Epoch = await services.MoveLeadershipAsync(request.Successor, cancellation) };

    private static Command ReadCommand(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var reader = new WireReader(bytes);
            var command = CommandCatalog.Read(ref reader);
            reader.ExpectEnd();
            return command;
        }
        catch (MalformedRequestException fault)
        {
            // The peer has proved itself: this is a command of another program's version.
            throw new GaramException(ErrorKind.Invalid, $"The leader cannot read the command: {fault.Message}", fault);
        }
    }
}
