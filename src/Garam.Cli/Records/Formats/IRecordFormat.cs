using System.Buffers;
using Garam.Protocol.Records;

namespace Garam.Cli.Records.Formats;

/// <summary>How a consumed record is printed. One thread at a time.</summary>
internal interface IRecordFormat
{
    void Write(in Record record, RecordOrigin origin, IBufferWriter<byte> output);
}
