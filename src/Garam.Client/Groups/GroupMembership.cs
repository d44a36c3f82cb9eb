namespace Garam.Client.Groups;

/// <summary>Who this member is in which generation. An empty id: the coordinator has not given one yet.</summary>
internal readonly record struct GroupMembership(string MemberId, int Generation)
{
    public static readonly GroupMembership None = new("", -1);
}
