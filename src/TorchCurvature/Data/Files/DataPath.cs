using TorchCurvature.Settings;

namespace TorchCurvature.Data.Files;

/// <summary>Opens what a path of data names: a file, a folder, or files of one array each, separated by commas.</summary>
internal static class DataPath
{
    private const string Formats =
        "Data are read from .npz, .npy (x.npy,y.npy), .csv, .tsv, and folders of x.npy and y.npy, or of images by class";

    /// <summary>The files of a path, with full names.</summary>
    public static string Full(string path) => string.Join(',', Parts(path).Where(part => part.Length > 0).Select(Path.GetFullPath));

    /// <summary>All files that a path names.</summary>
    public static IReadOnlyList<string> Files(string path) =>
        Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, "*.npy").Order(StringComparer.Ordinal)] : Parts(path);

    /// <summary>Opens a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="labelColumn">The column of the targets in a table; null for the last.</param>
    /// <param name="classNames">The names of classes that are known already; null for those that the file has.</param>
    /// <exception cref="SettingException">There is no such file, or its form is not known.</exception>
    /// <exception cref="DataFormatException">It is damaged, or lacks a part.</exception>
    public static ExampleFile Open(string path, string? labelColumn, IReadOnlyList<string>? classNames)
    {
        string[] parts = Parts(path);
        if (parts.FirstOrDefault(part => !File.Exists(part) && !Directory.Exists(part)) is { } missing)
        {
            throw new SettingException($"There is no file '{missing}'. {Formats}.");
        }

        Array.ForEach([.. parts.Where(File.Exists)], RegularFile.Require);
        if (parts.Length > 1)
        {
            return OfArrays(path, [.. parts.Select(NpyArray.Open)]);
        }

        if (Directory.Exists(path))
        {
            return OfFolder(path, classNames);
        }

        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npz" => ExampleFile.Of(path, NpzFile.Open(path)),
            ".csv" => DelimitedFile.Read(path, ',', labelColumn, classNames),
            ".tsv" => DelimitedFile.Read(path, '\t', labelColumn, classNames),
            ".npy" => throw new SettingException(
                $"'{path}' holds one array. Give inputs and targets, as --data {Path.GetFileName(path)},y.npy, or a .npz that has both."),
            ".pt" or ".pth" => throw new SettingException(
                $"'{path}' is a file of PyTorch. {Formats}: save the tensors as numpy.savez('data.npz', x=x.numpy(), y=y.numpy())."),
            _ => throw new SettingException($"'{path}' has no ending that is known. {Formats}."),
        };
    }

    private static ExampleFile OfFolder(string path, IReadOnlyList<string>? classNames)
    {
        NpyArray[] arrays = [.. Files(path).Select(NpyArray.Open)];
        if (arrays.Length > 0)
        {
            return ExampleFile.Of(path, arrays);
        }

        return Directory.EnumerateDirectories(path).Any()
            ? ImageFolder.Read(path, classNames)
            : throw new SettingException($"The folder '{path}' holds neither .npy files nor folders of images. {Formats}.");
    }

    // The last one has the targets, whatever the files are called.
    private static ExampleFile OfArrays(string path, NpyArray[] arrays) => new ExampleFile(arrays[..^1], arrays[^1]).Checked(path);

    // A comma may be part of a name: it separates files of arrays alone.
    private static string[] Parts(string path)
    {
        string[] parts = path.Split(',');
        return parts.Length > 1 && parts.All(part => part.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)) ? parts : [path];
    }
}
