namespace Garam.CliTests.Support;

/// <summary>The cluster that the command line talks to. Commands have to work the same against both.</summary>
public enum ClusterKind
{
    Garam,
    Kafka,
}
