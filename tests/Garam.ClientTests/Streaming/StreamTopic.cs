using Garam.ClientTests.Support;

namespace Garam.ClientTests.Streaming;

/// <summary>One of the streamed topics: a log, and how it is sent.</summary>
/// <param name="Log">Its lines are the records.</param>
/// <param name="Codec">Compression of every producer that sends to it.</param>
/// <param name="Keyed">Half of the topics of each codec are.</param>
/// <param name="Partitions">One for some, so that the whole order shows; three for the others.</param>
public sealed record StreamTopic(SourceLog Log, Codec Codec, bool Keyed, int Partitions)
{
    public string Name => Log.Name;

    /// <summary>Every codec, with and without keys, in one partition and in three.</summary>
    public static IReadOnlyList<StreamTopic> Plan(IReadOnlyList<SourceLog> logs)
    {
        var codecs = Codecs.All.Count;
        return [.. logs.Select(
            (log, i) => new StreamTopic(log, Codecs.All[i % codecs], Keyed: i / codecs % 2 == 0, Partitions: i / codecs == 1 ? 1 : 3))];
    }

    public Send Round(int round) => new(Name, Log.File, Codec, Keyed, (long)round * Log.Lines.Length);
}
