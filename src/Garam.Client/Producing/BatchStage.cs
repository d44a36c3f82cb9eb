namespace Garam.Client.Producing;

internal enum BatchStage
{
    /// <summary>Takes records.</summary>
    Open,

    /// <summary>Takes no more.</summary>
    Closed,

    /// <summary>Is being compressed.</summary>
    Encoding,

    /// <summary>Its records are as they are sent; only the header still changes.</summary>
    Encoded,
}
