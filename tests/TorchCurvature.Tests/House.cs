using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace TorchCurvature.Tests;

/// <summary>
/// Assemblies whose namespaces are rooms, and a table of what each room may use. The room of a type is the longest row that its namespace
/// begins with, so a namespace inside a room has a row of its own or belongs to the room; the row without a name is the root namespace
/// alone.
/// </summary>
internal sealed class House
{
    private readonly string _root;
    private readonly Architecture _architecture;

    public House(string name, string root, Dictionary<string, string[]> mayUse, params Assembly[] assemblies)
    {
        (Name, _root, MayUse, Assemblies) = (name, root, mayUse, assemblies);
        _architecture = new ArchLoader().LoadAssemblies(assemblies).Build();
    }

    public string Name { get; }

    public Dictionary<string, string[]> MayUse { get; }

    public IReadOnlyList<Assembly> Assemblies { get; }

    public string[] TypesOutsideEveryRoom() =>
        [.. OwnTypes().Where(t => RoomOf(t) is null && !IsGenerated(t)).Select(t => t.FullName)];

    public List<string> ForbiddenUses(Dictionary<string, string[]>? table = null) =>
        [.. from type in OwnTypes()
            let room = RoomOf(type)
            where room is not null
            from target in type.Dependencies.Select(d => d.Target).Distinct()
            let used = RoomOf(target)
            where used is not null && used != room && !(table ?? MayUse)[room].Contains(used)
            select $"{type.FullName} ({Word(room)}) uses {target.FullName} ({Word(used)})."];

    /// <summary>A way through the table from a room back to itself.</summary>
    public string? Cycle()
    {
        foreach (string room in MayUse.Keys)
        {
            if (Way(room, room, []) is { } way)
            {
                return string.Join(" uses ", way.Prepend(room).Select(Word));
            }
        }

        return null;

        string[]? Way(string from, string to, HashSet<string> seen)
        {
            foreach (string next in MayUse[from])
            {
                if (next == to)
                {
                    return [next];
                }

                if (seen.Add(next) && Way(next, to, seen) is { } rest)
                {
                    return [next, .. rest];
                }
            }

            return null;
        }
    }

    private static string Word(string room) => room.Length == 0 ? "the root" : room;

    private static bool IsGenerated(IType type) => type.FullName.Contains('<', StringComparison.Ordinal);

    private IEnumerable<IType> OwnTypes() => _architecture.Types.Where(IsOurs);

    // A generic parameter has no namespace. What the compiler made of lambdas and async methods stands in its class's namespace.
    private bool IsOurs(IType type) =>
        type.Namespace?.FullName is { } name && (name == _root || name.StartsWith(_root + ".", StringComparison.Ordinal))
        && Assemblies.Any(a => type.Assembly.FullName == a.FullName || type.Assembly.Name == a.GetName().Name);

    private string? RoomOf(IType type)
    {
        if (!IsOurs(type))
        {
            return null;
        }

        string inside = type.Namespace.FullName[_root.Length..].TrimStart('.');
        return MayUse.Keys
            .Where(room => room == inside || (room.Length > 0 && inside.StartsWith(room + ".", StringComparison.Ordinal)))
            .MaxBy(room => room.Length);
    }
}
