namespace Garam.TidyTests.Usage;

/// <summary>A type of the assemblies that are read.</summary>
/// <param name="Id">Its assembly, its namespace and its name.</param>
internal sealed record TypeDeclaration(string Id)
{
    /// <summary>Base type and interfaces by their ids, also those of other libraries.</summary>
    public List<string> Bases { get; } = [];

    public List<MemberDeclaration> Members { get; } = [];

    public List<PropertyDeclaration> Properties { get; } = [];

    /// <summary>Methods that say which one they implement: explicit implementations, and static ones.</summary>
    public List<(string Slot, string Body)> Implements { get; } = [];

    /// <summary>Types and members that a program uses by using this type.</summary>
    public HashSet<string> Uses { get; } = [];

    public required Origin Origin { get; init; }

    public bool IsInterface { get; init; }

    /// <summary>The compiler creates it: a source generator.</summary>
    public bool IsCompilerPart { get; init; }

    public bool IsPublic { get; init; }
}

/// <summary>A method or a field. Constants are not among them: the compiler writes their values into the code that uses them.</summary>
internal sealed record MemberDeclaration(string Id, string Name)
{
    public HashSet<string> Uses { get; init; } = [];

    /// <summary>The types that a caller sees.</summary>
    public required IReadOnlyCollection<string> Signature { get; init; }

    public required Origin Origin { get; init; }

    public int Parameters { get; init; }

    public bool IsMethod { get; init; }

    public bool IsVirtual { get; init; }

    public bool IsPublic { get; init; }
}

/// <summary>A property or an event.</summary>
/// <param name="Counting">The accessor that makes it used: a property that is only written is not.</param>
internal sealed record PropertyDeclaration(string Name, string Counting, string[] Accessors);

/// <summary>The author of a declaration, which says whether its members can be judged one by one.</summary>
internal enum Origin
{
    Source,

    /// <summary>A compiler or a generator wrote it.</summary>
    Generated,

    /// <summary>An attribute, or a structure of the operating system: its members are there for a reader outside the program.</summary>
    Layout,
}
