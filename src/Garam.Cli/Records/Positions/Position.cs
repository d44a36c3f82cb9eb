namespace Garam.Cli.Records.Positions;

/// <summary>A place in a partition as a user names it, before anybody has asked the cluster which offset that is.</summary>
public readonly record struct Position(PositionKind Kind, long Value = 0)
{
    public static readonly Position Start = new(PositionKind.Start);
    public static readonly Position End = new(PositionKind.End);
}
