namespace Garam.Storage.S3.Requests;

/// <summary>One request before it is signed.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Escaped, from the leading slash.</param>
/// <param name="Query">Escaped, sorted by name, without a question mark. Every name has an equals sign behind it.</param>
/// <param name="Permission">The permission that it needs, for people.</param>
/// <param name="Subject">The key or prefix that it is about, for people.</param>
internal sealed record S3Request(HttpMethod Method, string Path, string Query, string Permission, string Subject)
{
    /// <summary>Names in lower case. All of them are signed, so that nothing on the way can take one out.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>The bytes that travel one way or the other, for the time-out.</summary>
    public long Bytes { get; init; }

    public S3Request With(string header, string value)
    {
        Headers.Add(new(header, value));
        return this;
    }
}
