using System.Text.Json;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Readable;

/// <summary>A command as people read it.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Version">In which it is encoded.</param>
/// <param name="Body">Its fields.</param>
public sealed record ReadableCommand(CommandType Type, short Version, JsonElement Body)
{
    /// <summary>As many as can be read, and what is wrong with the next one.</summary>
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
