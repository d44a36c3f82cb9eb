using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Client.Connections;

/// <summary>A request in flight.</summary>
internal abstract class PendingCall(ApiKey key, short version, int correlation, IMessage request)
{
    public ApiKey Key { get; } = key;

    public short Version { get; } = version;

    public int Correlation { get; } = correlation;

    public IMessage Request { get; } = request;

    /// <summary>A timestamp of the connection's clock.</summary>
    public long SentAt { get; set; }

    /// <summary>The time limit for the answer, where it differs from the connection's request time-out.</summary>
    public TimeSpan? TimeLimit { get; set; }

    public abstract bool ExpectsResponse { get; }

    /// <summary>The system has the bytes. Memory that the request borrowed is free again, unless an answer is awaited.</summary>
    public virtual void MarkSent()
    {
    }

    /// <summary>Returns memory for an answer of this length.</summary>
    public virtual Memory<byte> Rent(int length) => throw new InvariantException("an answer to a request without one");

    public virtual void Complete(ReadOnlyMemory<byte> frame) => throw new InvariantException("an answer to a request without one");

    public abstract void Fail(Exception fault);
}

/// <summary>A request that waits for its answer.</summary>
internal sealed class PendingCall<TResponse>(ApiKey key, short version, int correlation, IMessage request)
    : PendingCall(key, version, correlation, request)
    where TResponse : class, IResponse, new()
{
    private readonly TaskCompletionSource<TResponse> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResponse> Response => _response.Task;

    /// <summary>Where the answer's memory comes from, if it is to be reused.</summary>
    public FrameBuffers? Buffers { get; set; }

    /// <summary>The memory of the answer, if there are buffers. The caller releases it.</summary>
    public ResponseFrame? Frame { get; private set; }

    public override bool ExpectsResponse => true;

    public override Memory<byte> Rent(int length)
    {
        if (Buffers is null)
        {
            return GC.AllocateUninitializedArray<byte>(length);
        }

        Frame = new ResponseFrame(Buffers, length);
        return Frame.Memory;
    }

    /// <summary>The answer borrows <paramref name="frame"/>, which nothing else uses.</summary>
    /// <exception cref="MalformedRequestException">The bytes are not an answer to this request.</exception>
    public override void Complete(ReadOnlyMemory<byte> frame)
    {
        var reader = new WireReader(frame);
        var header = FrameEncoding.ReadResponseHeader(ref reader, Key, Version);
        if (header.CorrelationId != Correlation)
        {
            var mismatch = new KafkaException(
                KafkaFault.BadAnswer, $"The broker answers request {header.CorrelationId} where {Correlation} is next.");
            _response.TrySetException(mismatch);
            throw mismatch;
        }

        try
        {
            var response = new TResponse();
            response.Read(ref reader, Version);
            _response.TrySetResult(response);
        }
        catch (MalformedRequestException e)
        {
            _response.TrySetException(new KafkaException(KafkaFault.BadAnswer, $"The broker's answer to {Key} cannot be read.", e));
            throw;
        }
    }

    public override void Fail(Exception fault) => _response.TrySetException(fault);
}

/// <summary>A request without an answer: it ends when it is sent.</summary>
internal sealed class PendingSend(
    ApiKey key, short version, int correlation, IMessage request) : PendingCall(key, version, correlation, request)
{
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Sent => _sent.Task;

    public override bool ExpectsResponse => false;

    public override void MarkSent() => _sent.TrySetResult();

    public override void Fail(Exception fault) => _sent.TrySetException(fault);
}
