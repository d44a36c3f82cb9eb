using System.CommandLine;

namespace Garam.CommandLine;

/// <summary>The program's commands.</summary>
public static class RootCommandFactory
{
    public static RootCommand Create() => new("Garam: Apache Kafka's protocol on an object store.")
    {
        ServeCommand.Create(),
        ConfigCommand.Create(),
    };
}
