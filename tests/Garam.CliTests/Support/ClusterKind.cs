namespace Garam.CliTests.Support;

/// <summary>What the command line talks to: the commands have to work the same against both.</summary>
public enum ClusterKind
{
    Garam,
    Kafka,
}
