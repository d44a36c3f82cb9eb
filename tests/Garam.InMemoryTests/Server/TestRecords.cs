using System.Text;
using Garam.Protocol.Records;

namespace Garam.InMemoryTests.Server;

/// <summary>Record batches as a plain producer sends them.</summary>
internal static class TestRecords
{
    public static byte[] Batch(params string[] values)
    {
        var batch = new BatchBuilder();
        foreach (var value in values)
        {
            batch.Append(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), null, Encoding.UTF8.GetBytes(value));
        }

        return batch.ToArray();
    }
}
