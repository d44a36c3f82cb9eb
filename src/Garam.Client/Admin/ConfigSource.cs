namespace Garam.Client.Admin;

/// <summary>Where the value of a setting comes from; the numbers are those of the protocol.</summary>
public enum ConfigSource
{
    Unknown = 0,
    Topic = 1,
    Broker = 2,
    AllBrokers = 3,
    BrokerFile = 4,
    Default = 5,
    BrokerLogger = 6,
    ClientMetrics = 7,
    Group = 8,
}
