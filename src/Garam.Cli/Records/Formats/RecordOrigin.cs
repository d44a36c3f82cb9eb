namespace Garam.Cli.Records.Formats;

/// <summary>Where a record comes from. Made once for many records.</summary>
/// <param name="Topic">Its topic's name as UTF-8.</param>
/// <param name="Partition">The partition's number.</param>
internal sealed record RecordOrigin(byte[] Topic, int Partition);
