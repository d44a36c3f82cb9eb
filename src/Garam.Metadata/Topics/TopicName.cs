namespace Garam.Metadata.Topics;

/// <summary>Kafka's rules for topic names, with its words.</summary>
public static class TopicName
{
    /// <summary>Kafka makes directories of them: 255 characters less a dash, the partition and a suffix.</summary>
    public const int LengthMax = 249;

    /// <summary>Null when the name may be used.</summary>
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

    /// <summary>Names that are equal in this form collide: Kafka's metric names turn '.' into '_'.</summary>
    public static string Unified(string name) => name.Replace('.', '_');

    private static bool IsLegal(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-';
}
