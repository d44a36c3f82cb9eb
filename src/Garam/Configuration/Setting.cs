namespace Garam.Configuration;

/// <summary>
/// A setting, under one name everywhere: <c>--segment-linger</c> as a flag, <c>GARAM_SEGMENT_LINGER</c> in the environment,
/// <c>segment-linger:</c> in the file.
/// </summary>
internal abstract class Setting(string key, string description, bool isSecret)
{
    public string Key { get; } = key;

    public string Description { get; } = description;

    /// <summary>True for a secret, which is masked wherever the configuration is shown.</summary>
    public bool IsSecret { get; } = isSecret;

    public string Flag => "--" + Key;

    /// <summary>An earlier name of the flag, which commands keep; null when there is none.</summary>
    public string? Alias { get; init; }

    /// <summary>A process that is alone on its store does without it: <c>garam serve</c> has no such flag.</summary>
    public bool IsForAgents { get; init; }

    /// <summary>Several values stand between commas; a flag may be repeated instead, and the file may have a sequence.</summary>
    public bool IsList { get; init; }

    public string Variable => "GARAM_" + Key.ToUpperInvariant().Replace('-', '_');

    public abstract string Allowed { get; }

    /// <summary>Returns false, and leaves the options unchanged, if <paramref name="text"/> is not an allowed value.</summary>
    public abstract bool TrySet(ServeOptions options, string text);

    public abstract string Show(ServeOptions options);
}

/// <inheritdoc/>
internal sealed class Setting<T>(
    string key, string description, ValueKind<T> kind, Func<ServeOptions, T> get, Action<ServeOptions, T> set, bool isSecret = false)
    : Setting(key, description, isSecret)
{
    public override string Allowed => kind.Allowed;

    public override bool TrySet(ServeOptions options, string text)
    {
        var (ok, value) = kind.Parse(text);
        if (ok)
        {
            set(options, value);
        }

        return ok;
    }

    public override string Show(ServeOptions options) => kind.Show(get(options));
}
