using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Client.Connections;

/// <summary>A request that is not answered: it is over when it is sent.</summary>
internal sealed class PendingSend(ApiKey key, short version, int correlation, IMessage request) : PendingCall(key, version, correlation, request)
{
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Sent => _sent.Task;

    public override bool ExpectsResponse => false;

    public override void MarkSent() => _sent.TrySetResult();

    public override void Fail(Exception fault) => _sent.TrySetException(fault);
}
