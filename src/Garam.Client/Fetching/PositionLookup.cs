using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.Client.Fetching;

/// <summary>Turns positions like "the start", "the last ten" or "yesterday at noon" into offsets.</summary>
internal sealed class PositionLookup(OffsetClient offsets, OffsetReset policy)
{
    /// <summary>Looks up pending positions whose partition has a leader. Returns true if every leader answered.</summary>
    /// <exception cref="KafkaException">A broker refuses for good, or the reset policy is to fail.</exception>
    public async ValueTask<bool> ResolveAsync(IEnumerable<AssignedPartition> states, CancellationToken cancellation)
    {
        Dictionary<TopicPartition, (AssignedPartition State, StartPosition Start)>? pending = null;
        foreach (var state in states)
        {
            if (state.Pending is { } start && state.Leader is not null)
            {
                pending ??= [];
                pending.Add(state.Partition, (state, ByPolicy(state.Partition, start)));
            }
        }

        if (pending is null)
        {
            return true;
        }

        var first = await offsets.TryListAsync(
            pending.ToDictionary(static entry => entry.Key, static entry => FirstQuestion(entry.Value.Start)), cancellation);
        var second = await AskAgainAsync(pending, first.Found, cancellation);
        foreach (var (partition, (state, start)) in pending)
        {
            // A seek may have come between the question and its answer.
            if (first.Found.TryGetValue(partition, out var found) && state.Pending is not null
                && Resolve(start, found.Offset, second.Found.TryGetValue(partition, out var other) ? other.Offset : null) is { } offset)
            {
                state.MoveTo(offset);
            }
        }

        return first.IsWhole && second.IsWhole;
    }

    private static OffsetSpec FirstQuestion(StartPosition start) => start.Kind switch
    {
        StartKind.Start => OffsetSpec.Earliest,
        StartKind.Time => new OffsetSpec(start.Value),
        _ => OffsetSpec.Latest,
    };

    /// <summary>Counting back stops where the log begins. A time after the last record means the end.</summary>
    private static OffsetSpec? SecondQuestion(StartPosition start, long found) => start.Kind switch
    {
        StartKind.BeforeEnd when start.Value > 0 => OffsetSpec.Earliest,
        StartKind.Time when found < 0 => OffsetSpec.Latest,
        _ => null,
    };

    private static long? Resolve(StartPosition start, long first, long? second) =>
        SecondQuestion(start, first) is null ? first
        : second is null ? null
        : start.Kind == StartKind.Time ? second
        : Math.Max(second.Value, first - start.Value);

    private async ValueTask<ListedOffsets> AskAgainAsync(
        Dictionary<TopicPartition, (AssignedPartition State, StartPosition Start)> pending,
        Dictionary<TopicPartition, ListedOffset> found,
        CancellationToken cancellation)
    {
        var questions = new Dictionary<TopicPartition, OffsetSpec>();
        foreach (var (partition, offset) in found)
        {
            if (SecondQuestion(pending[partition].Start, offset.Offset) is { } question)
            {
                questions.Add(partition, question);
            }
        }

        return questions.Count == 0 ? new ListedOffsets([], null) : await offsets.TryListAsync(questions, cancellation);
    }

    private StartPosition ByPolicy(TopicPartition partition, StartPosition start)
    {
        if (start.Kind != StartKind.Policy)
        {
            return start;
        }

        return policy switch
        {
            OffsetReset.Earliest => StartPosition.Start,
            OffsetReset.Latest => StartPosition.End,
            _ => throw new KafkaException(ErrorCode.OffsetOutOfRange, $"There is no valid position in {partition}"),
        };
    }
}
