namespace Garam.Cli.Clusters;

internal sealed record BrokerDocument(int Id, string Host, int Port);
