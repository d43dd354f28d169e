using TorchCurvature.Settings;

namespace TorchCurvature.Models;

/// <summary>
/// The reader of networks' files, which an assembly of its own brings, as <c>Encoding.RegisterProvider</c> takes code pages: this library
/// alone knows no format but its own.
/// </summary>
public static class ModelReaders
{
    private static IModelReader? _registered;

    /// <summary>The reader.</summary>
    /// <exception cref="SettingException">None was registered.</exception>
    public static IModelReader Registered => _registered
        ?? throw new SettingException(
            "No reader of networks' files is registered. Take the package TorchCurvature.PyTorch and call PyTorchFiles.Register() first.");

    /// <summary>Makes a reader the one that <see cref="ModelFileSpec"/> uses.</summary>
    /// <param name="reader">The reader.</param>
    public static void Register(IModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _registered = reader;
    }
}
