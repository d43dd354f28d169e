using System.Text.Json;
using TorchCurvature.PyTorch.Archives;
using TorchCurvature.PyTorch.Pickles;

namespace TorchCurvature.PyTorch.Programs;

/// <summary>
/// The parts of a file of <c>torch.export.save</c>, in whichever layout. Since torch 2.9: <c>models/NAME.json</c> with raw weights, which
/// <c>data/weights/NAME_weights_config.json</c> describes, and constants likewise. Torch 2.8: the same with pickled
/// <c>data/weights/NAME.pt</c>. Before: <c>serialized_exported_program.json</c> with pickled <c>serialized_state_dict.pt</c> and
/// <c>serialized_constants.pt</c>.
/// </summary>
internal sealed class ProgramPackage : IDisposable
{
    private const string FormerProgram = "serialized_exported_program.json";

    private readonly PyTorchArchive _archive;
    private readonly string? _model;

    private ProgramPackage(PyTorchArchive archive)
    {
        _archive = archive;
        _model = archive.Has(FormerProgram) ? null : OnlyModel(archive);
    }

    public string Path => _archive.Path;

    public static ProgramPackage Open(string path)
    {
        PyTorchArchive archive = PyTorchArchive.Open(path);
        try
        {
            return new ProgramPackage(archive);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    public JsonElement ReadProgram() => ExportJson.Read(_archive, _model is null ? FormerProgram : $"models/{_model}.json");

    /// <summary>Parameters and persistent buffers, in the caller's dispose scope.</summary>
    public Dictionary<string, ProgramTensor> ReadWeights() => _model is null
        ? ReadPickled("serialized_state_dict.pt", "serialized_state_dict.json")
        : ReadPayload($"data/weights/{_model}_weights_config.json", $"data/weights/{_model}.pt", isRequired: true);

    /// <summary>Other tensors of the program, in the caller's dispose scope.</summary>
    public Dictionary<string, ProgramTensor> ReadConstants() => _model is null
        ? ReadPickled("serialized_constants.pt", "serialized_constants.json")
        : ReadPayload($"data/constants/{_model}_constants_config.json", $"data/constants/{_model}.pt", isRequired: false);

    public void Dispose() => _archive.Dispose();

    private static string OnlyModel(PyTorchArchive archive)
    {
        string[] models =
        [
            .. archive.Names.Where(n => n.StartsWith("models/", StringComparison.Ordinal) && n.EndsWith(".json", StringComparison.Ordinal))
                .Select(n => n["models/".Length..^".json".Length]),
        ];
        if (models is [string one])
        {
            return one;
        }

        if (models.Length > 1)
        {
            throw new PyTorchFileException(
                $"'{archive.Path}' holds {models.Length} programs ({string.Join(", ", models.Take(3))}): save one a file.");
        }

        throw new PyTorchFileException(
            archive.Names.Any(n => n.StartsWith("data/aotinductor/", StringComparison.Ordinal))
                ? $"'{archive.Path}' is compiled code of AOTInductor, which has no parameters and no derivatives: "
                    + "save the program itself, with torch.export.save(torch.export.export(model, (x,)), path)."
                : $"'{archive.Path}' holds no program of torch.export.save.");
    }

    private Dictionary<string, ProgramTensor> ReadPayload(string config, string pickled, bool isRequired)
    {
        if (_archive.Has(config))
        {
            string folder = config[..(config.LastIndexOf('/') + 1)];
            JsonElement table = ExportJson.Read(_archive, config);
            return ExportJson.Interpret(Path, () => RawTensors.Read(_archive, folder, table));
        }

        return isRequired && !_archive.Has(pickled)
            ? throw new PyTorchFileException($"'{Path}' has neither '{config}' nor '{pickled}', so no weights: save the program again.")
            : ReadPickled(pickled);
    }

    private Dictionary<string, ProgramTensor> ReadPickled(params string[] names)
    {
        string? name = names.FirstOrDefault(n => _archive.Has(n) && _archive.LengthOf(n) > 0);
        if (name is null)
        {
            return [];
        }

        using PyTorchArchive inner = _archive.OpenInner(name);
        if (TorchPickle.Read(inner) is not PickledDictionary tensors)
        {
            throw new PyTorchFileException($"'{inner.Path}' is no dictionary of tensors.");
        }

        Dictionary<string, ProgramTensor> found = [];
        foreach ((object key, object? value) in tensors.Entries)
        {
            if (key is string tensorName && value is PickledTensor tensor)
            {
                found.Add(tensorName, new ProgramTensor(tensor.Value, tensor.RequiresGradient));
            }
        }

        return found;
    }
}
