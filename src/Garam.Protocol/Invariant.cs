using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Garam.Protocol;

/// <summary>A bug, or memory or storage that changed under us. Nobody catches it but the host, which stops.</summary>
public sealed class InvariantException(string message) : Exception(message);

/// <summary>Assertions that stay on in release: a broken invariant stops the shard or the process, it is never handled.</summary>
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
