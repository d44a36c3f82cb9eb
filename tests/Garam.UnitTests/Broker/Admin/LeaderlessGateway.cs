using Garam.Journal.Gateway;
using Garam.Metadata;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;

namespace Garam.UnitTests.Broker.Admin;

/// <summary>A leader that cannot be reached, or one whose appends hang for ever.</summary>
internal sealed class LeaderlessGateway(ErrorKind? fault) : ILeaderGateway
{
    public int Submitted { get; private set; }

    public async ValueTask<SubmitReply> SubmitAsync(Command command, CancellationToken cancellation)
    {
        Submitted++;
        if (fault is { } kind)
        {
            throw new GaramException(kind, "There is no leader.");
        }

        var never = new TaskCompletionSource<SubmitReply>();
        await using var registration = cancellation.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource<SubmitReply>)state!).TrySetCanceled(token), never);
        return await never.Task;
    }

    public ValueTask<long> ConfirmTailAsync(CancellationToken cancellation) =>
        throw new GaramException(ErrorKind.Unavailable, "There is no leader.");

    public ValueTask<IMessage> ForwardAsync(
        ApiKey key, short version, IMessage request, ForwardedCaller caller, CancellationToken cancellation) =>
        throw new GaramException(ErrorKind.Unavailable, "There is no leader.");
}
