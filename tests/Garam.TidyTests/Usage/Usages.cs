namespace Garam.TidyTests.Usage;

/// <summary>Follows uses from a program's entry to everything that it may call.</summary>
internal sealed class Usages
{
    private static readonly string[] OfObject = ["ToString", "Equals", "GetHashCode", "Finalize"];

    private readonly Dictionary<string, TypeDeclaration> _types;
    private readonly Dictionary<string, (TypeDeclaration Type, MemberDeclaration Member)> _members;

    /// <summary>The overrides and implementations of a method: a use of the method uses them, if their type is used as well.</summary>
    private readonly Dictionary<string, List<(string Type, string Body)>> _bodies = [];

    private readonly Dictionary<string, List<(string Slot, string Body)>> _slots = [];

    private readonly HashSet<string> _overrides = [];

    public Usages(IEnumerable<TypeDeclaration> types)
    {
        _types = types.ToDictionary(static type => type.Id);
        _members = _types.Values.SelectMany(static type => type.Members.Select(member => (Type: type, Member: member)))
            .ToDictionary(static each => each.Member.Id);
        foreach (var type in _types.Values)
        {
            AddImplementations(type);
        }
    }

    /// <summary>Says whether callers reach the member by another one that it overrides or implements.</summary>
    public bool HasSlot(string member) => _overrides.Contains(member);

    /// <summary>Everything that the roots may use.</summary>
    public HashSet<string> From(IEnumerable<string> roots)
    {
        var used = new HashSet<string>();
        var queue = new Queue<string>(roots);
        while (queue.TryDequeue(out var id))
        {
            if (!used.Add(id))
            {
                continue;
            }

            foreach (var next in Next(id).Concat(Brought(id, used)))
            {
                queue.Enqueue(next);
            }
        }

        return used;
    }

    private IEnumerable<string> Next(string id)
    {
        if (_types.TryGetValue(id, out var type))
        {
            return type.Uses;
        }

        if (_members.TryGetValue(id, out var found))
        {
            return found.Member.Uses.Append(found.Type.Id);
        }

        // A use of an inherited member may name the derived type.
        return id.Split("::") is [var derived, var member] && _types.TryGetValue(derived, out var declaring)
            ? declaring.Bases.Select(type => $"{type}::{member}").Append(derived)
            : [];
    }

    private IEnumerable<string> Brought(string id, HashSet<string> used)
    {
        if (_bodies.TryGetValue(id, out var bodies))
        {
            return bodies.Where(each => used.Contains(each.Type)).Select(static each => each.Body);
        }

        return _slots.TryGetValue(id, out var slots)
            ? slots.Where(each => used.Contains(each.Slot) || !_members.ContainsKey(each.Slot)).Select(static each => each.Body)
            : [];
    }

    /// <summary>
    /// Every override and implementation belongs to the method that callers name. A method that may implement one of another library is
    /// used with its type, because that library may call it.
    /// </summary>
    private void AddImplementations(TypeDeclaration type)
    {
        var bases = Bases(type).ToList();
        var hasForeign = bases.Any(each => !_types.ContainsKey(each) && each != "System.Runtime|System.Object");
        foreach (var declaring in Own(bases.Prepend(type.Id)).Where(static each => !each.IsInterface))
        {
            var above = Bases(declaring).ToHashSet();
            var slots = Own(bases)
                .Where(each => each.IsInterface || above.Contains(each.Id))
                .SelectMany(static each => each.Members)
                .Where(static slot => slot.IsVirtual)
                .ToLookup(static slot => (slot.Name, slot.Parameters), static slot => slot.Id);
            foreach (var member in declaring.Members.Where(static member => member.IsVirtual))
            {
                foreach (var slot in slots[(member.Name, member.Parameters)])
                {
                    Add(type.Id, slot, member.Id);
                }

                if (!slots.Contains((member.Name, member.Parameters)) && (hasForeign || OfObject.Contains(member.Name)))
                {
                    Add(type.Id, "", member.Id);
                }
            }
        }

        foreach (var (slot, body) in type.Implements)
        {
            Add(type.Id, slot, body);
        }
    }

    private void Add(string type, string slot, string body)
    {
        if (!_bodies.TryGetValue(slot, out var bodies))
        {
            _bodies[slot] = bodies = [];
        }

        if (!_slots.TryGetValue(type, out var slots))
        {
            _slots[type] = slots = [];
        }

        _overrides.Add(body);
        bodies.Add((type, body));
        slots.Add((slot, body));
    }

    private IEnumerable<TypeDeclaration> Own(IEnumerable<string> types) => types.Where(_types.ContainsKey).Select(type => _types[type]);

    private IEnumerable<string> Bases(TypeDeclaration type) =>
        type.Bases.SelectMany(each => _types.TryGetValue(each, out var found) ? Bases(found).Prepend(each) : [each]);
}
