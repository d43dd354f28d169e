using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Resources;

/// <summary>
/// What TorchSharp's script modules do not do without a leak. Their <c>named_modules</c>, <c>to</c> and <c>Dispose</c> make native handles
/// of the script and of its parts which nobody releases, and each holds all parameters.
/// </summary>
internal static partial class ScriptHandle
{
    private const string Library = "LibTorchSharp";

    private static readonly FieldInfo s_handle = typeof(nn.Module).GetField("handle", BindingFlags.Instance | BindingFlags.NonPublic)
        ?? throw new MissingFieldException(nameof(nn.Module), "handle");

    /// <summary>Releases a script, in the place of its <c>Dispose</c>; handles of its tensors are the caller's.</summary>
    /// <param name="script">The script, or a part of one.</param>
    public static void Release(this jit.ScriptModule script) => HandleOf(script).Dispose();

    /// <summary>Looks at a script and at all its parts, however deep; tensors that are made meanwhile are released.</summary>
    /// <param name="script">The script.</param>
    /// <param name="look">Looks at a part, under its full name, which is empty for the script itself.</param>
    public static void ForEachPart(this jit.ScriptModule script, Action<string, jit.ScriptModule> look)
    {
        using DisposeScope scope = NewDisposeScope();
        Visit("", script, look);
    }

    /// <summary>Puts other tensors in the place of those that a script and its parts hold.</summary>
    /// <param name="script">The script.</param>
    /// <param name="convert">Gives what takes a tensor's place; null to leave it.</param>
    public static void ReplaceAttributes(this jit.ScriptModule script, Func<Tensor, Tensor?> convert) => script.ForEachPart((_, part) =>
    {
        foreach ((string name, Tensor attribute) in part.named_attributes(recurse: false))
        {
            if (!attribute.IsInvalid && convert(attribute) is { } converted)
            {
                part.set_attribute(name, converted);
            }
        }
    });

    /// <summary>Converts parameters and buffers in place, integers too, so that all handles stay valid and tied ones tied.</summary>
    /// <param name="script">The script.</param>
    /// <param name="dtype">The precision.</param>
    public static void ConvertInPlace(this jit.ScriptModule script, ScalarType dtype) =>
        ToPrecision(HandleOf(script).DangerousGetHandle(), (sbyte)dtype);

    /// <summary>Moves parameters and buffers in place.</summary>
    /// <param name="script">The script.</param>
    /// <param name="device">The device.</param>
    public static void MoveInPlace(this jit.ScriptModule script, Device device)
    {
        InitializeDeviceType(device.type);
        ToDevice(HandleOf(script).DangerousGetHandle(), (long)device.type, device.index);
    }

    private static void Visit(string name, jit.ScriptModule part, Action<string, jit.ScriptModule> look)
    {
        look(name, part);
        foreach ((string child, nn.Module module) in part.named_children().ToArray())
        {
            var script = (jit.ScriptModule)module;
            try
            {
                Visit(name.Length == 0 ? child : $"{name}.{child}", script, look);
            }
            finally
            {
                script.Release();
            }
        }
    }

    private static SafeHandle HandleOf(jit.ScriptModule script) => (SafeHandle)s_handle.GetValue(script)!;

    [LibraryImport(Library, EntryPoint = "THSJIT_Module_to_dtype")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void ToPrecision(nint script, sbyte dtype);

    [LibraryImport(Library, EntryPoint = "THSJIT_Module_to_device")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void ToDevice(nint script, long device, long index);
}
