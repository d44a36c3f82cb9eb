namespace Garam.Client.Producing;

internal readonly record struct ProducerIdentity(long ProducerId, short Epoch);
