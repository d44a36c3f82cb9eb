namespace Garam.Cli.Records.Input;

/// <summary>Makes a record of a line. One thread at a time.</summary>
internal interface IInputFormat
{
    /// <param name="line">Without its delimiter.</param>
    /// <param name="record">Borrows the line.</param>
    /// <returns>Null, or what is wrong with the line.</returns>
    string? Parse(ReadOnlyMemory<byte> line, out InputRecord record);
}
