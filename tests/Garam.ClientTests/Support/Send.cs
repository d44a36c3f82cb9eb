namespace Garam.ClientTests.Support;

/// <summary>One file that a producer sends to one topic, a record a line, in order.</summary>
/// <param name="Topic">Where to.</param>
/// <param name="File">Lines end with a line feed; the last one may lack it.</param>
/// <param name="Codec">For all its batches.</param>
/// <param name="Keyed">Whether each record's key is its running number in the topic.</param>
/// <param name="First">The first running number.</param>
/// <param name="Times">How often the whole file is sent.</param>
/// <param name="Timestamp">
/// The first record's, each following one a millisecond later; -1: the time of sending. The Java client alone can.
/// </param>
public sealed record Send(string Topic, string File, Codec Codec, bool Keyed, long First, int Times = 1, long Timestamp = -1);
