namespace Garam.TidyTests.Usage;

/// <summary>Names the declarations of a product that its roots never use.</summary>
internal sealed class UnusedReport
{
    private readonly List<string> _byNothing = [];
    private readonly List<string> _byTestsOnly = [];

    public UnusedReport(
        IReadOnlyCollection<TypeDeclaration> product, IReadOnlyCollection<string> roots, IReadOnlyCollection<TypeDeclaration> tests)
    {
        var usages = new Usages(product.Concat(tests));
        var used = usages.From(roots);
        var usedByTests = usages.From(roots.Concat(tests.SelectMany(static type => type.Members).Select(static member => member.Id)));
        foreach (var (name, id) in product.SelectMany(type => Unused(type, used).Where(each => !usages.HasSlot(each.Id))))
        {
            (usedByTests.Contains(id) ? _byTestsOnly : _byNothing).Add(name);
        }
    }

    /// <summary>Type, or type and member, as "Garam.Topics.TopicTable::Count".</summary>
    public IReadOnlyList<string> ByNothing => _byNothing;

    /// <summary>Used by tests or benchmarks, and not by the product.</summary>
    public IReadOnlyList<string> ByTestsOnly => _byTestsOnly;

    private static IEnumerable<(string Name, string Id)> Unused(TypeDeclaration type, HashSet<string> used)
    {
        var name = type.Id[(type.Id.IndexOf('|') + 1)..];

        // Of a type with constants only nothing is left to follow: the compiler copies their values.
        if (type.Origin == Origin.Generated || name.Contains('<') || type.Members.Count == 0)
        {
            return [];
        }

        return used.Contains(type.Id) ? UnusedMembers(type, used).Select(each => ($"{name}::{each.Name}", each.Id)) : [(name, type.Id)];
    }

    private static IEnumerable<(string Name, string Id)> UnusedMembers(TypeDeclaration type, HashSet<string> used)
    {
        if (type.Origin == Origin.Layout)
        {
            return [];
        }

        var accessors = type.Properties.SelectMany(static property => property.Accessors).ToHashSet();
        var properties = type.Properties.Where(static property => property.Name != "EqualityContract")
            .Select(static property => (property.Name, property.Counting));
        var others = type.Members.Where(member => !accessors.Contains(member.Id) && IsDecided(member))
            .Select(static member => (member.Name, member.Id));
        return properties.Concat(others).Where(each => !used.Contains(each.Item2));
    }

    /// <summary>
    /// False for what the language demands or adds: parts of other constructs, a constructor without parameters, the value of an enum, and
    /// operators, which come in pairs.
    /// </summary>
    private static bool IsDecided(MemberDeclaration member) =>
        member.Origin == Origin.Source
        && !member.Name.Contains('<')
        && !member.Name.StartsWith("op_", StringComparison.Ordinal)
        && member.Name != "value__"
        && (member.Name != ".ctor" || member.Parameters > 0);
}
