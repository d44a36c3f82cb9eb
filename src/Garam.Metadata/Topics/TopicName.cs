namespace Garam.Metadata.Topics;

/// <summary>Kafka's rules for topic names, with its messages.</summary>
public static class TopicName
{
    /// <summary>Kafka uses names as directories: 255 characters less a dash, the partition and a suffix.</summary>
    public const int LengthMax = 249;

    /// <summary>Returns null when the name may be used.</summary>
    public static string? Fault(string name) => name switch
    {
        "" => "Topic name is invalid: the empty string is not allowed",
        "." => "Topic name is invalid: '.' is not allowed",
        ".." => "Topic name is invalid: '..' is not allowed",
        { Length: > LengthMax } => $"Topic name is invalid: the length of '{name}' is longer than the max allowed length {LengthMax}",
        _ when !name.All(IsLegal) =>
            $"Topic name is invalid: '{name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'",
        _ => null,
    };

    /// <summary>Returns the form in which names collide: Kafka's metric names replace '.' by '_'.</summary>
    public static string Unified(string name) => name.Replace('.', '_');

    private static bool IsLegal(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-';
}
