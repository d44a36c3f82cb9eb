namespace Garam.ClientTests.Support;

/// <summary>A line that a client says about itself: <c>#assigned t-0 t-1</c>.</summary>
public sealed record ClientEvent(string Name, IReadOnlyList<string> Words)
{
    public static ClientEvent Parse(string line)
    {
        var words = line.TrimStart('#').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new ClientEvent(words[0], words[1..]);
    }
}
