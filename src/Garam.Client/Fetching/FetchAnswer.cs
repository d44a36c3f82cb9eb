using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;

namespace Garam.Client.Fetching;

/// <summary>What came of one fetch: partitions, or why there are none. It owns one reference to the frame that the batches lie in.</summary>
internal sealed class FetchAnswer
{
    /// <summary>Null when the broker could not be asked.</summary>
    public FetchResponse? Response { get; private init; }

    public ResponseFrame? Frame { get; private init; }

    public IReadOnlyList<AnsweredPartition> Partitions { get; private init; } = [];

    public Exception? Fault { get; private init; }

    public static FetchAnswer From(FetchResponse response, ResponseFrame frame)
    {
        var partitions = new List<AnsweredPartition>();
        foreach (var topic in response.ErrorCode == ErrorCode.None ? response.Responses : [])
        {
            foreach (var partition in topic.Partitions)
            {
                partitions.Add(AnsweredPartition.From(topic, partition));
            }
        }

        return new FetchAnswer { Response = response, Frame = frame, Partitions = partitions };
    }

    public static FetchAnswer Failed(Exception fault) => new() { Fault = fault };
}
