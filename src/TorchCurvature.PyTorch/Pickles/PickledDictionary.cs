using System.Diagnostics.CodeAnalysis;

namespace TorchCurvature.PyTorch.Pickles;

/// <summary>A dictionary of Python in the order of its entries.</summary>
internal sealed class PickledDictionary
{
    private readonly OrderedDictionary<object, object?> _entries = [];

    public IEnumerable<KeyValuePair<object, object?>> Entries => _entries;

    public int Count => _entries.Count;

    /// <exception cref="PickleException">The key is none.</exception>
    public void Set(object? key, object? value) => _entries[key ?? throw new PickleException("A dictionary has the key None.")] = value;

    public bool TryGet<T>(object key, [NotNullWhen(true)] out T? value)
        where T : class
    {
        value = _entries.GetValueOrDefault(key) as T;
        return value is not null;
    }

    /// <summary>A number, which Python may have as an integer; null where there is none.</summary>
    public double? Number(object key) => _entries.GetValueOrDefault(key) switch
    {
        long whole => whole,
        double real => real,
        _ => null,
    };
}
