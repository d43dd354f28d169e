using System.Text.Json;
using TorchCurvature.PyTorch.Archives;
using TorchCurvature.PyTorch.Pickles;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>
/// Tensors of which the file has the bytes of their storages, and a table of how they lie in them. Two of one storage are views of it,
/// as they are in PyTorch.
/// </summary>
internal sealed class RawTensors
{
    private readonly PyTorchArchive _archive;
    private readonly string _folder;
    private readonly Dictionary<string, Tensor> _storages = [];

    private RawTensors(PyTorchArchive archive, string folder) => (_archive, _folder) = (archive, folder);

    public static Dictionary<string, ProgramTensor> Read(PyTorchArchive archive, string folder, JsonElement table)
    {
        RawTensors raw = new(archive, folder);
        return table.GetProperty("config").EnumerateObject()
            .Where(entry => entry.Value.Optional("tensor_meta") is not null)
            .ToDictionary(entry => entry.Name, entry => raw.ReadTensor(entry.Name, entry.Value));
    }

    private ProgramTensor ReadTensor(string name, JsonElement entry)
    {
        JsonElement meta = entry.GetProperty("tensor_meta");
        bool requiresGradient = meta.Optional("requires_grad")?.GetBoolean() ?? false;
        string file = _folder + entry.GetProperty("path_name").GetString();
        if (entry.Optional("use_pickle")?.GetBoolean() == true)
        {
            using PyTorchArchive inner = _archive.OpenInner(file);
            return TorchPickle.Read(inner) is PickledTensor pickled
                ? new ProgramTensor(pickled.Value, requiresGradient)
                : throw new PyTorchFileException($"'{inner.Path}', which is '{name}', is no plain tensor.");
        }

        int number = meta.GetProperty("dtype").GetInt32();
        ScalarType dtype = ExportTypes.DType(number)
            ?? throw new PyTorchFileException(
                $"'{_archive.Path}': '{name}' has numbers of export's type {number}, which are not read here. "
                    + "Export the model in float32.");
        long[] sizes = Numbers(meta.GetProperty("sizes")), strides = Numbers(meta.GetProperty("strides"));
        Tensor storage = ReadStorage(file, dtype);
        long offset = meta.Optional("storage_offset") is { } given ? Number(given) : 0;
        if (offset < 0 || sizes.Length != strides.Length || sizes.Concat(strides).Any(n => n < 0))
        {
            throw new PyTorchFileException($"'{_archive.Path}': the sizes of '{name}' are none of a tensor: the file is damaged.");
        }

        double last = offset + sizes.Zip(strides, (size, stride) => (size - 1.0) * stride).Sum();
        return sizes.Contains(0) || last < storage.numel()
            ? new ProgramTensor(storage.as_strided(sizes, strides, offset), requiresGradient)
            : throw new PyTorchFileException(
                $"'{_archive.Path}': '{name}' has {storage.numel()} numbers in '{file}' and needs {last + 1}: "
                    + "it was saved without its weights, or is damaged.");
    }

    private Tensor ReadStorage(string file, ScalarType dtype)
    {
        string key = $"{file} as {dtype}";
        if (!_storages.TryGetValue(key, out Tensor? storage))
        {
            using Stream content = _archive.Read(file);
            long bytes = _archive.LengthOf(file);
            storage = StoredNumbers.Read(content, dtype, bytes / dtype.ElementSize(), bytes, $"'{_archive.Path}': '{file}'");
            _storages.Add(key, storage);
        }

        return storage;
    }

    private static long[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(Number)];

    private static long Number(JsonElement symbolic) => symbolic.GetProperty("as_int").GetInt64();
}
