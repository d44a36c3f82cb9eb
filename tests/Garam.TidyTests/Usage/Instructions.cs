using System.Buffers.Binary;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Garam.TidyTests.Usage;

/// <summary>Finds the instructions of a method that name a type, a method or a field.</summary>
internal static class Instructions
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(static field => (OpCode)field.GetValue(null)!)
        .ToDictionary(static code => code.Value);

    public static IEnumerable<(OpCode Code, EntityHandle Named)> Naming(byte[] body)
    {
        for (var at = 0; at < body.Length;)
        {
            // Codes that begin with 0xFE have two bytes.
            var code = body[at] == 0xFE ? Codes[(short)(0xFE00 | body[at + 1])] : Codes[body[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return (code, MetadataTokens.EntityHandle(BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(at))));
            }

            at += OperandSize(code, body.AsSpan(at));
        }
    }

    private static int OperandSize(OpCode code, ReadOnlySpan<byte> operand) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(operand)),
        _ => 4,
    };
}
