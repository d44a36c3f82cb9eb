namespace Garam.Metadata;

/// <summary>One life of a process: given by the command that registers it, closed by the one that removes it. Never used twice.</summary>
public readonly record struct Incarnation(int Value) : IComparable<Incarnation>
{
    public int CompareTo(Incarnation other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
