using Garam.Metadata.Groups;

namespace Garam.Controller.Groups;

/// <summary>
/// Which assignor a generation uses: each member votes for the first of its protocols that all members offer; most votes win.
/// A tie goes to the protocol voted for first in the order of the members, so that every run decides alike.
/// </summary>
internal static class ProtocolVote
{
    /// <summary>Null when no protocol is offered by all.</summary>
    public static string? Select(IReadOnlyCollection<MemberState> members)
    {
        var supporters = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in members.SelectMany(member => NamesOf(member)))
        {
            supporters[name] = supporters.GetValueOrDefault(name) + 1;
        }

        var votes = new Dictionary<string, int>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var member in members)
        {
            var choice = Array.Find(member.Protocols, protocol => supporters[protocol.Name] == members.Count)?.Name;
            if (choice is null)
            {
                return null;
            }

            if (votes.TryAdd(choice, 0))
            {
                order.Add(choice);
            }

            votes[choice]++;
        }

        return order.MaxBy(name => votes[name]);
    }

    /// <summary>Each name once: a client may list one twice.</summary>
    public static IEnumerable<string> NamesOf(MemberState member) => member.Protocols.Select(protocol => protocol.Name).Distinct(StringComparer.Ordinal);
}
