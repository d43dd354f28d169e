using System.Runtime.InteropServices;
using System.Text;
using TorchCurvature.PyTorch.Archives;
using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Pickles;

/// <summary>
/// The content of an archive of <c>torch.save</c>: <c>data.pkl</c> with tensors in the place of their storages. A tensor is a view
/// of its storage, so that tensors that share memory in PyTorch share it here.
/// </summary>
internal sealed class TorchPickle : IPickleFunctions
{
    private const string RebuildTensor = "torch._utils._rebuild_tensor_v2";
    private const string RebuildParameter = "torch._utils._rebuild_parameter";
    private const string RebuildParameterWithState = "torch._utils._rebuild_parameter_with_state";

    private readonly PyTorchArchive _archive;
    private readonly Dictionary<string, Storage> _storages = [];

    private TorchPickle(PyTorchArchive archive) => _archive = archive;

    /// <summary>Classes that are no code of the user's, and stand for nothing but a dictionary or a number.</summary>
    private static readonly HashSet<string> s_dictionaries = ["collections.OrderedDict", "collections.defaultdict"];

    /// <summary>Reads an archive.</summary>
    /// <param name="archive">That of the file, or one within it.</param>
    /// <returns>Its content, with a <see cref="PickledTensor"/> for each tensor, all in the caller's dispose scope.</returns>
    /// <exception cref="PyTorchFileException">It is not what torch.save writes.</exception>
    public static object? Read(PyTorchArchive archive)
    {
        if (archive.Has("byteorder") && Encoding.ASCII.GetString(archive.ReadAll("byteorder")).Trim() == "big")
        {
            throw new PyTorchFileException($"'{archive.Path}' has big-endian numbers: save it on a little-endian machine.");
        }

        try
        {
            return new PickleReader(archive.ReadAll("data.pkl"), new TorchPickle(archive)).Read();
        }
        catch (Exception e) when (e is PickleException or ExternalException)
        {
            throw new PyTorchFileException($"'{archive.Path}' cannot be read as torch.save's: {NativeMessage.FirstLine(e.Message)}", e);
        }
    }

    object IPickleFunctions.Find(PickledClass named) => named;

    object? IPickleFunctions.Call(object function, IReadOnlyList<object?> arguments)
    {
        PickledClass named = function as PickledClass ?? throw new PickleException("It calls what is no function.");
        return (named.ToString(), arguments) switch
        {
            (RebuildTensor or "torch._utils._rebuild_tensor", _) => Rebuild(arguments),
            (RebuildParameter or RebuildParameterWithState, [PickledTensor tensor, bool requiresGradient, ..]) =>
                tensor with { RequiresGradient = requiresGradient },
            ({ } dictionary, _) when s_dictionaries.Contains(dictionary) => Dictionary(arguments),
            ("torch.Size", [var sizes]) => sizes,
            _ => new PickledObject(named),
        };
    }

    // The state of an ordered dictionary holds versions of the module's parts, which are of no use here.
    void IPickleFunctions.SetState(object? target, object? state)
    {
        if (target is PickledObject anything)
        {
            anything.Attributes = state as PickledDictionary;
        }
    }

    object? IPickleFunctions.Load(IReadOnlyList<object?> identity)
    {
        if (identity is not ["storage", PickledClass kind, string key, _, long count, ..])
        {
            throw new PickleException("It keeps something outside of itself that is no storage of numbers.");
        }

        if (!_storages.TryGetValue(key, out Storage? storage))
        {
            ScalarType? dtype = DTypeOf(kind.Name);
            if (dtype is { } known)
            {
                string file = $"data/{key}";
                using Stream content = _archive.Read(file);
                storage = new Storage(
                    key, StoredNumbers.Read(content, known, count, _archive.LengthOf(file), $"'{_archive.Path}': storage {key}"));
            }
            else
            {
                throw new PickleException($"It has numbers of the kind torch.{kind.Name}, which are not read here.");
            }

            _storages.Add(key, storage);
        }

        return storage;
    }

    private static PickledTensor Rebuild(IReadOnlyList<object?> arguments)
    {
        if (arguments is not [Storage storage, long offset, List<object?> shape, List<object?> strides, ..]
            || shape.Count != strides.Count || shape.Concat(strides).Any(n => n is not (long and >= 0)))
        {
            throw new PickleException("It has a tensor without a storage or a shape.");
        }

        Tensor view = storage.Numbers.as_strided(Numbers(shape), Numbers(strides), offset);
        return new PickledTensor(view, storage.Key, arguments is [_, _, _, _, true, ..]);
    }

    private static PickledDictionary Dictionary(IReadOnlyList<object?> arguments)
    {
        PickledDictionary dictionary = new();
        foreach (object? pair in arguments is [List<object?> pairs] ? pairs : [])
        {
            if (pair is List<object?> and [var key, var value])
            {
                dictionary.Set(key, value);
            }
        }

        return dictionary;
    }

    private static long[] Numbers(List<object?> tuple) => [.. tuple.Cast<long>()];

    private static ScalarType? DTypeOf(string storage) => storage switch
    {
        "DoubleStorage" => ScalarType.Float64,
        "FloatStorage" => ScalarType.Float32,
        "HalfStorage" => ScalarType.Float16,
        "BFloat16Storage" => ScalarType.BFloat16,
        "LongStorage" => ScalarType.Int64,
        "IntStorage" => ScalarType.Int32,
        "ShortStorage" => ScalarType.Int16,
        "CharStorage" => ScalarType.Int8,
        "ByteStorage" => ScalarType.Byte,
        "BoolStorage" => ScalarType.Bool,
        _ => null,
    };

    private sealed record Storage(string Key, Tensor Numbers);
}
