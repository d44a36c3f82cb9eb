using Garam.Transport.Connections;

namespace Garam.Transport.Frames;

/// <summary>
/// Sends the replies of one connection, a batch at a time, and returns their memory. Used by one caller at a time, its <see
/// cref="ReplyQueue"/>.
/// </summary>
internal sealed class ReplySender(
    IConnection connection, ConnectionLifetime lifetime, ConnectionDeadlines deadlines, FrameServerOptions options,
    TransportMetrics metrics)
{
    /// <summary>Makes one gather send. Breaks off a connection that cannot take it, and closes one that ends with the last reply.</summary>
    public async ValueTask SendAsync(List<PendingReply> batch)
    {
        try
        {
            await SendSlicesAsync(batch);
        }
        catch (IOException)
        {
            lifetime.Abort(CloseReason.PeerReset);
        }
        catch (Exception fault)
        {
            lifetime.Abort(CloseReason.HandlerFault, fault);
        }

        if (batch[^1] is { Reply.CloseAfter: true } last)
        {
            await lifetime.CloseAsync(last.CloseReason, last.CloseCause);
        }
    }

    public void Release(List<PendingReply> batch)
    {
        foreach (var pending in batch)
        {
            try
            {
                pending.Reply.Owner?.Dispose();
            }
            catch (Exception fault)
            {
                // Whatever the fault, the replies after this one still have to return their memory.
                lifetime.Abort(CloseReason.HandlerFault, fault);
            }
        }
    }

    private async ValueTask SendSlicesAsync(List<PendingReply> batch)
    {
        if (Slices(batch) is not { Count: > 0 } slices || lifetime.HasEnded)
        {
            return;
        }

        var bytes = 0L;
        for (var index = 0; index < slices.Count; index++)
        {
            bytes += slices[index].Length;
        }

        deadlines.ReplyBegun(bytes);
        await connection.SendAsync(slices, CancellationToken.None);
        deadlines.ReplySettled();
        metrics.Sent(options.Listener, bytes);
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>>? Slices(List<PendingReply> batch)
    {
        if (batch.Count == 1)
        {
            return batch[0].Reply.Slices;
        }

        var slices = new List<ReadOnlyMemory<byte>>();
        foreach (var pending in batch)
        {
            slices.AddRange(pending.Reply.Slices ?? []);
        }

        return slices;
    }
}
