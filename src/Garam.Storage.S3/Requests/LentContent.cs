using System.Net;

namespace Garam.Storage.S3.Requests;

/// <summary>
/// Sends memory that belongs to the caller. The caller gets it back by <see cref="TakeBackAsync"/>: from then on no request begins to
/// read it, and none that had begun still does, also when the answer came early or the request was cancelled.
/// </summary>
internal sealed class LentContent(ReadOnlyMemory<byte> content) : HttpContent
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _readers;
    private bool _isTakenBack;

    public ReadOnlyMemory<byte> Memory => content;

    public ValueTask TakeBackAsync()
    {
        lock (_gate)
        {
            _isTakenBack = true;
            return _readers == 0 ? ValueTask.CompletedTask : new ValueTask(_released.Task);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = content.Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Begin();
        try
        {
            await stream.WriteAsync(content, cancellationToken);
        }
        finally
        {
            End();
        }
    }

    private void Begin()
    {
        lock (_gate)
        {
            if (_isTakenBack)
            {
                throw new IOException("The request has ended before its content was sent.");
            }

            _readers++;
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _readers--;
            if (_readers == 0 && _isTakenBack)
            {
                _released.TrySetResult();
            }
        }
    }
}
