namespace Garam.Metadata.Commands;

/// <summary>Numbers are written to journals: never reuse one.</summary>
public enum CommandType : short
{
    LeaderClaim = 1,
    Resign = 2,
}
