using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Garam.Protocol;

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
