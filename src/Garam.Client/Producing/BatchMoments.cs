namespace Garam.Client.Producing;

/// <summary>Timestamps of the client's TimeProvider.</summary>
/// <param name="DeliveryEnd">From then on a batch is given up instead of repeated.</param>
internal readonly record struct BatchMoments(long LingerEnd, long DeliveryEnd);
