using Garam.Journal.Entries;
using Garam.Journal.Gateway;
using Garam.Metadata;
using Garam.Peers;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Wire;
using Garam.Protocol;
using Garam.Storage.Errors;

namespace Garam.InMemoryTests.Peers;

/// <summary>A process that serves its peers as a test tells it to. Remembers what it was asked, in order.</summary>
internal sealed class ScriptedPeer : IPeerServices, ILeaderGateway
{
    public bool IsLeading { get; set; } = true;

    public List<Command> Submitted { get; } = [];

    public List<(ApiKey Key, short Version, IMessage Request, ForwardedCaller Caller)> Forwarded { get; } = [];

    public List<TailRequest> Fetched { get; } = [];

    public Func<Command, CancellationToken, ValueTask<SubmitReply>> OnSubmit { get; set; } =
        static (_, _) => ValueTask.FromResult(new SubmitReply(1, StatusResult.Done));

    public Func<IMessage, CancellationToken, ValueTask<IMessage>> OnForward { get; set; } =
        static (_, _) => ValueTask.FromResult<IMessage>(new JoinGroupResponse());

    public Func<TailRequest, ValueTask<TailReply>> OnFetch { get; set; } =
        static request => ValueTask.FromResult(
            new TailReply(true, [new StoredEntry(request.AfterSequence + 1, "an entry"u8.ToArray())]));

    public List<int> Successors { get; } = [];

    public ProcessDescription Described { get; set; } = new(1, 1, "1.0.0", true, 1, 1);

    public ILeaderGateway Leader =>
        IsLeading ? this : throw new GaramException(ErrorKind.Unavailable, "This process does not lead.");

    public ProcessDescription Describe() => Described;

    public ValueTask<int> MoveLeadershipAsync(int successor, CancellationToken cancellation)
    {
        Successors.Add(successor);
        return IsLeading
            ? ValueTask.FromResult(5)
            : throw new GaramException(ErrorKind.Unavailable, "This process does not lead.");
    }

    public ValueTask<SubmitReply> SubmitAsync(Command command, CancellationToken cancellation)
    {
        Submitted.Add(command);
        return OnSubmit(command, cancellation);
    }

    public ValueTask<long> ConfirmTailAsync(CancellationToken cancellation) => ValueTask.FromResult(42L);

    public ValueTask<IMessage> ForwardAsync(
        ApiKey key, short version, IMessage request, ForwardedCaller caller, CancellationToken cancellation)
    {
        Forwarded.Add((key, version, request, caller));
        return OnForward(request, cancellation);
    }

    public ValueTask<TailReply> FetchTailAsync(TailRequest request, CancellationToken cancellation)
    {
        Fetched.Add(request);
        return OnFetch(request);
    }
}
