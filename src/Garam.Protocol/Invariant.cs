using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Garam.Protocol;

/// <summary>Reports a bug, or memory or storage that changed unexpectedly. Only the host catches it, and stops.</summary>
public sealed class InvariantException(string message) : Exception(message);

/// <summary>Assertions that stay on in release builds. A broken invariant stops the shard or the process; nothing handles it.</summary>
public static class Invariant
{
    public static void Check([DoesNotReturnIf(false)] bool condition, [CallerArgumentExpression(nameof(condition))] string? broken = null)
    {
        if (!condition)
        {
            Throw(broken);
        }
    }

    [DoesNotReturn]
    public static void Throw(string? broken) => throw new InvariantException($"Invariant broken: {broken}.");
}
