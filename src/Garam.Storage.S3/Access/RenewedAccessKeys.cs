using Garam.Storage.Errors;
using Garam.Waiting;
using Microsoft.Extensions.Logging;

namespace Garam.Storage.S3.Access;

/// <summary>
/// Asks an issuer for the key again and again, beside the requests, and uses the last one as long as it is valid. So no request waits for a
/// renewal, and an issuer that fails for some minutes fails no request. Any thread. One renewal at a time; it ends by its own time-outs.
/// </summary>
/// <param name="issue">Returns the key to use now. The issuer decides when it has a new one; asking costs nothing before.</param>
internal sealed partial class RenewedAccessKeys(Func<Task<IssuedKey>> issue, TimeProvider time, ILogger logger) : IAccessKeys
{
    /// <summary>Issuers renew minutes before a key expires, so several tries are left.</summary>
    private static readonly TimeSpan AskInterval = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly FaultStreak _faults = new(time);
    private IssuedKey? _current;
    private long _askedAt;
    private Task<IssuedKey>? _renewal;

    public ValueTask<AccessKey> CurrentAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            var current = _current;
            var isValid = current is not null && current.IsValid(time.GetUtcNow());
            if (isValid && time.GetElapsedTime(_askedAt) < AskInterval)
            {
                return ValueTask.FromResult(current!.Key);
            }

            if (_renewal is null || _renewal.IsCompleted)
            {
                // No request may have looked at the fault of the last one.
                _ = _renewal?.Exception;
                _renewal = Task.Run(RenewAsync, CancellationToken.None);
            }

            return isValid ? ValueTask.FromResult(current!.Key) : AwaitAsync(_renewal, cancellation);
        }
    }

    public void Refuse(AccessKey key)
    {
        lock (_gate)
        {
            if (_current?.Key == key)
            {
                _current = null;
            }
        }
    }

    private static async ValueTask<AccessKey> AwaitAsync(Task<IssuedKey> renewal, CancellationToken cancellation) =>
        (await renewal.OrCancelledAsync(cancellation)).Key;

    private async Task<IssuedKey> RenewAsync()
    {
        try
        {
            var issued = await issue();
            Keep(issued);
            if (_faults.Worked() is > 0 and var count)
            {
                Log.Renewed(logger, count);
            }

            return issued;
        }
        catch (GaramException fault)
        {
            if (LastValid() is { } last && _faults.Failed() is > 0)
            {
                Log.NotRenewed(logger, last.ExpiresAt, fault);
            }

            throw;
        }
    }

    private void Keep(IssuedKey issued)
    {
        lock (_gate)
        {
            (_current, _askedAt) = (issued, time.GetTimestamp());
        }
    }

    /// <summary>Null when there is none. The issuer is asked again after a while.</summary>
    private IssuedKey? LastValid()
    {
        lock (_gate)
        {
            _askedAt = time.GetTimestamp();
            return _current is { } last && last.IsValid(time.GetUtcNow()) ? last : null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2100, LogLevel.Warning,
            "The credentials for the store could not be renewed. Those in use are valid until {ExpiresAt}.")]
        public static partial void NotRenewed(ILogger logger, DateTimeOffset? expiresAt, Exception fault);

        [LoggerMessage(2101, LogLevel.Information, "The credentials for the store were renewed after {Count} failed attempts.")]
        public static partial void Renewed(ILogger logger, int count);
    }
}
