using System.Text.Json;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Readable;

/// <summary>A command in a form for people.</summary>
/// <param name="Type">Names the command.</param>
/// <param name="Version">The version in which the command is encoded.</param>
/// <param name="Body">The fields of the command.</param>
public sealed record ReadableCommand(CommandType Type, short Version, JsonElement Body)
{
    /// <summary>Reads commands up to the first that is malformed, and describes what is wrong with that one.</summary>
    public static (IReadOnlyList<ReadableCommand> Commands, string? Fault) ReadAll(ReadOnlyMemory<byte> framed, int count)
    {
        var commands = new List<ReadableCommand>();
        var reader = new WireReader(framed);
        try
        {
            while (commands.Count < count)
            {
                var command = CommandCatalog.Read(ref reader);
                var type = NonceText.Readable.GetTypeInfo(command.GetType());
                commands.Add(new ReadableCommand(command.Type, command.Version, JsonSerializer.SerializeToElement(command, type)));
            }

            reader.ExpectEnd();
            return (commands, null);
        }
        catch (MalformedRequestException fault)
        {
            return (commands, $"Command {commands.Count + 1} of {count}: {fault.Message}");
        }
    }
}
