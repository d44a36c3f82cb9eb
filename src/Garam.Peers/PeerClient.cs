using System.Buffers;
using Garam.Journal.Entries;
using Garam.Journal.Gateway;
using Garam.Metadata;
using Garam.Metadata.State;
using Garam.Peers.Calls;
using Garam.Peers.Wire;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;
using Garam.Transport.Connections;
using Microsoft.Extensions.Logging;

namespace Garam.Peers;

/// <summary>
/// Calls one process. Short calls and calls that may wait for minutes have a connection each, so that a large answer of one kind delays
/// none of the other, and parked calls take no places from commits. Commands reach the leader in the order of the calls. Any thread.
/// </summary>
/// <param name="random">Must draw from the system's entropy, except in tests. Used by any thread.</param>
public sealed class PeerClient(
    HostPort address, ITransport transport, ClusterKey key, PeerClientOptions options, Random random, TimeProvider time,
    ILogger<PeerClient> logger) : ILeaderGateway, IAsyncDisposable
{
    private readonly PeerLine _prompt =
        new(new PeerDestination(address, transport, key, random), options.PromptCallsMax, options, time, logger);

    private readonly PeerLine _patient =
        new(new PeerDestination(address, transport, key, random), options.PatientCallsMax, options, time, logger);

    /// <inheritdoc/>
    /// <remarks>The command must not change, or borrow memory that is used again, until the call ends or is cancelled.</remarks>
    public async ValueTask<SubmitReply> SubmitAsync(Command command, CancellationToken cancellation)
    {
        var call = new PeerCall(PeerApi.Submit)
        {
            Request = level => new SubmitRequest { Command = Frame(command, level) },
            TimeLimit = options.CallTimeout,
        };
        var reply = await CallAsync<SubmitReplyBody>(_prompt, call, cancellation);
        return new SubmitReply(reply.Sequence, ReadResult(command.Type, reply));
    }

    public async ValueTask<long> ConfirmTailAsync(CancellationToken cancellation)
    {
        var call = NewCall(PeerApi.ConfirmTail, new EmptyMessage());
        return (await CallAsync<ConfirmTailReply>(_prompt, call, cancellation)).Sequence;
    }

    public async ValueTask<IMessage> ForwardAsync(
        ApiKey key, short version, IMessage request, ForwardedCaller caller, CancellationToken cancellation)
    {
        var api = CoordinatorApis.Get(key);

        // Encoded now: the request may borrow its client's frame.
        var forward = new ForwardRequest
        {
            KeyValue = (short)key,
            Version = version,
            ClientId = caller.ClientId,
            ClientHost = caller.ClientHost,
            Body = WireEncoding.ToBytes(request, version),
        };
        var call = new PeerCall(PeerApi.Forward)
        {
            Request = _ => forward,
            Bytes = forward.Body.Length,
            TimeLimit = key is ApiKey.JoinGroup or ApiKey.SyncGroup ? null : options.CallTimeout,
        };
        var reply = await CallAsync<ForwardReply>(_patient, call, cancellation);
        return ReadResponse(api.NewResponse(), version, reply.Body);
    }

    public async ValueTask<TailReply> FetchTailAsync(TailRequest request, CancellationToken cancellation)
    {
        var message = new FetchTailRequest
        {
            Incarnation = request.Incarnation,
            AfterSequence = request.AfterSequence,
            BytesMax = request.BytesMax,
            WaitMs = (int)Math.Clamp(request.Wait.TotalMilliseconds, 0, int.MaxValue),
        };
        var call = new PeerCall(PeerApi.FetchTail) { Request = _ => message, TimeLimit = request.Wait + options.TailPatience };
        var reply = await CallAsync<FetchTailReply>(_patient, call, cancellation);
        return new TailReply(
            reply.IsLeading, Array.ConvertAll(reply.Entries, static entry => new StoredEntry(entry.Sequence, entry.Bytes)), reply.Leader)
        {
            Successor = reply.Successor,
        };
    }

    /// <exception cref="GaramException">Unavailable: the process does not answer, or its program does not know the call.</exception>
    public async ValueTask<ProcessDescription> DescribeAsync(CancellationToken cancellation) =>
        (await CallAsync<DescribeReply>(_prompt, NewCall(PeerApi.Describe, new EmptyMessage()), cancellation)).ToDescription();

    /// <inheritdoc cref="IPeerServices.MoveLeadershipAsync"/>
    public async ValueTask<int> MoveLeadershipAsync(int successor, CancellationToken cancellation)
    {
        var call = NewCall(PeerApi.MoveLeadership, new MoveLeadershipRequest { Successor = successor });
        return (await CallAsync<MoveLeadershipReply>(_prompt, call, cancellation)).Epoch;
    }

    public async ValueTask DisposeAsync()
    {
        await _prompt.DisposeAsync();
        await _patient.DisposeAsync();
    }

    private PeerCall NewCall(PeerApi api, IMessage request) => new(api) { Request = _ => request, TimeLimit = options.CallTimeout };

    private async ValueTask<TReply> CallAsync<TReply>(PeerLine line, PeerCall call, CancellationToken cancellation)
        where TReply : IMessage, new()
    {
        var connection = line.Connection();
        try
        {
            return await connection.CallAsync<TReply>(call, cancellation);
        }
        catch (MalformedRequestException fault)
        {
            connection.Break(fault);
            throw Unreadable(fault);
        }
    }

    private CommandResult ReadResult(CommandType type, SubmitReplyBody reply)
    {
        try
        {
            var reader = new WireReader(reply.Result);
            var result = CommandCatalog.ReadResult(type, reply.ResultVersion, ref reader);
            reader.ExpectEnd();
            return result;
        }
        catch (MalformedRequestException fault)
        {
            throw Unreadable(fault);
        }
    }

    private IMessage ReadResponse(IMessage response, short version, ReadOnlyMemory<byte> body)
    {
        try
        {
            PeerFrames.Read(response, version, body);
            return response;
        }
        catch (MalformedRequestException fault)
        {
            throw Unreadable(fault);
        }
    }

    private GaramException Unreadable(MalformedRequestException fault) =>
        new(ErrorKind.Unavailable, $"The answer of {address} cannot be read: {fault.Message}", fault);

    /// <exception cref="GaramException">Invalid: one of the two programs does not know the command, or no request can hold it.</exception>
    private static ReadOnlyMemory<byte> Frame(Command command, short featureLevel)
    {
        var version = CommandCatalog.VersionAt(command.Type, featureLevel) ?? throw new GaramException(
            ErrorKind.Invalid, $"{command.Type} needs a higher feature level than {featureLevel}, which is all that the leader knows.");
        var buffer = new ArrayBufferWriter<byte>();
        CommandCatalog.Write(command, version, buffer);
        return buffer.WrittenMemory;
    }
}
